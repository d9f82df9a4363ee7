"""The families from which phones and their light are drawn: what learned from one can be tried on the other."""

from enum import StrEnum


class PhoneFamily(StrEnum):
    """Two families that share no sensor and no kind of light, and differ in processing."""

    USUAL = "usual"  # drawn sensors and two measured phones', light of 2800-8000 K, usual processing
    OTHER = "other"  # measured cameras, light that the usual family never meets, strong processing
