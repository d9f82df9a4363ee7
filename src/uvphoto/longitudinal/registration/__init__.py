"""Visits laid on each other: where in one photo of a face each place of another photo lies."""

from uvphoto.longitudinal.registration.register import Registration, View, register

__all__ = ["Registration", "View", "register"]
