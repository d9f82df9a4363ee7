"""How strengths of spots usually err, by kind of photo: measured on simulated faces.

By ``benchmarks/tracks.py --people 26``: 13 people photographed on two days that follow each other. A device of one's
own is better known by its own repeats (``noise.fit_noise``).
"""

from uvphoto.longitudinal.tracks.noise import DeviceNoise

_CLINIC_TAKEN = DeviceNoise(floor=0.0044, gain=0.013, blank=0.0019)
_CLINIC_SYNTHETIC = DeviceNoise(floor=0.0056, gain=0.010, blank=0.0019)
_PHONE = DeviceNoise(floor=0.0219, gain=0.007, blank=0.0056)


def usual_noise(domain: str, *, is_taken: bool) -> DeviceNoise:
    """Return the usual noise of a kind of photo.

    Args:
        domain: clinic or phone; a phone's noise counts whether its UV photo is synthetic or not, as no phone takes any.
        is_taken: the UV photo was taken by a camera; else it is synthetic.

    Raises:
        ValueError: another domain.

    """
    if domain not in ("clinic", "phone"):
        raise ValueError(f"a domain is clinic or phone, not {domain!r}")
    if domain == "phone":
        return _PHONE
    return _CLINIC_TAKEN if is_taken else _CLINIC_SYNTHETIC
