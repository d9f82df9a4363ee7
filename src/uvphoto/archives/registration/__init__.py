"""A UV photo laid on the colour photo that was taken with it, with a measure of how well, and a refusal."""

from uvphoto.archives.registration.register_pair import PairRegistration, register_pair

__all__ = ["PairRegistration", "register_pair"]
