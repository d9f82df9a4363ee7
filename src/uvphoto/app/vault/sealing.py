"""Data sealed by AES-256-GCM: nobody reads it without the key, and no bit of it can be changed or moved unseen."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_MARK = b"uvs1"  # version of the form: mark, nonce, ciphertext with its tag
_NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: drawn at random, for up to 2^32 seals of one key


class SealError(Exception):
    """Sealed data are damaged, were moved, or belong to another key."""


class Key:
    """A key that seals and unseals."""

    def __init__(self, key: bytes) -> None:
        """Take 32 bytes.

        Raises:
            ValueError: they are more or fewer.

        """
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self._cipher = AESGCM(key)

    def seal(self, data: bytes, place: str) -> bytes:
        """Return data that only this key opens.

        Args:
            data: to be sealed.
            place: what and whose it is; it opens nowhere else.

        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _MARK + nonce + self._cipher.encrypt(nonce, data, place.encode())

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """Return what was sealed.

        Raises:
            SealError: it was changed, is from another place, or was sealed by another key.

        """
        nonce, rest = sealed[len(_MARK) : len(_MARK) + _NONCE_BYTES], sealed[len(_MARK) + _NONCE_BYTES :]
        if not sealed.startswith(_MARK) or len(nonce) < _NONCE_BYTES:
            raise SealError(f"what should be {place} is no sealed data")
        try:
            return self._cipher.decrypt(nonce, rest, place.encode())
        except InvalidTag as error:
            raise SealError(f"what should be {place} cannot be opened") from error


def new_key() -> bytes:
    """Draw a key."""
    return secrets.token_bytes(KEY_BYTES)
