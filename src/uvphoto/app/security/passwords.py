"""Passwords: kept as argon2id hashes, and checked in the same time whether or not there is such an account."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from uvphoto.errors import SettingsError

SHORTEST, LONGEST = 12, 1000  # NIST SP 800-63B-4 asks for 15 where nothing else protects, 8 else; long ones are welcome
_AT_ONCE = 2  # each takes 64 MiB and a core


class Passwords:
    """Hashes passwords and checks them."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Take what hashes; None: argon2id as RFC 9106 recommends."""
        self._hasher = hasher or PasswordHasher()
        self._room = threading.Semaphore(_AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """Return what is kept of a new password.

        Raises:
            SettingsError: it is too short or too long.

        """
        if not SHORTEST <= len(password) <= LONGEST:
            raise SettingsError(f"A password has {SHORTEST} letters or more (up to {LONGEST}): several words do well.")
        with self._room:
            return self._hasher.hash(password)

    def is_right(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the one of which a hash is kept; None: there is no such account."""
        if len(password) > LONGEST:
            return False
        with self._room:
            try:
                self._hasher.verify(kept or self._nobodys, password)
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None
