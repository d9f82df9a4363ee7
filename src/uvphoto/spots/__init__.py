"""Pigment spots: found in a UV photo (or a channel of a colour photo), and measured."""
