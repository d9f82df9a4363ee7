"""Spots followed over visits: which are new, grown, faded or gone, and which change is real."""

from uvphoto.longitudinal.tracks.follow import Change, Track, follow
from uvphoto.longitudinal.tracks.noise import DeviceNoise, fit_noise
from uvphoto.longitudinal.tracks.sighting import Sighting, brought

__all__ = ["Change", "DeviceNoise", "Sighting", "Track", "brought", "fit_noise", "follow"]
