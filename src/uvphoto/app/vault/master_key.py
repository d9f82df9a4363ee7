"""The one key that opens all others: in a file that only its owner may read, or under a passphrase."""

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw

from uvphoto.app.vault.sealing import KEY_BYTES, Key, SealError, new_key
from uvphoto.errors import FileError
from uvphoto.picture.atomic import replace_whole

MASTER_KEY_FILE = "master.key"
_PLACE = "master key"
_SALT_BYTES = 16
_COST = {"time_cost": 3, "memory_cost": 2**16, "parallelism": 4}  # RFC 9106, 4: the second recommended option


def load_or_make_master_key(folder: Path, passphrase: str | None = None) -> bytes:
    """Return the master key of a data folder; the first call draws it.

    Args:
        folder: of the app's data.
        passphrase: under which the key is, or at first will be, sealed; None: the file holds the key itself.

    Raises:
        FileError: the file is broken or cannot be used, needs a passphrase, or needs another one.

    """
    path = folder / MASTER_KEY_FILE
    if not path.exists():
        key = new_key()
        _write(path, _plain(key) if passphrase is None else _under_passphrase(key, passphrase))
        return key
    values = _read(path)
    try:
        if "key" in values:
            return _checked(base64.b64decode(values["key"], validate=True))
        salt, sealed = (base64.b64decode(values[name], validate=True) for name in ("salt", "sealed"))
        cost = {name: int(values[name]) for name in _COST}
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(path) from error
    if passphrase is None:
        raise FileError(path, "is under a passphrase", "Give it with --passphrase")
    try:
        return _checked(_derived(passphrase, salt, cost).unseal(sealed, _PLACE))
    except SealError as error:
        raise FileError(path, "is not opened by this passphrase", "Give the one that it was made with") from error


def _plain(key: bytes) -> dict[str, Any]:
    return {"version": 1, "key": base64.b64encode(key).decode()}


def _under_passphrase(key: bytes, passphrase: str) -> dict[str, Any]:
    salt = secrets.token_bytes(_SALT_BYTES)
    sealed = _derived(passphrase, salt, _COST).seal(key, _PLACE)
    texts = {"salt": base64.b64encode(salt).decode(), "sealed": base64.b64encode(sealed).decode()}
    return {"version": 1, "derived_by": "argon2id", **_COST, **texts}


def _derived(passphrase: str, salt: bytes, cost: dict[str, int]) -> Key:
    return Key(hash_secret_raw(passphrase.encode(), salt, hash_len=KEY_BYTES, type=Type.ID, **cost))


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    return key


def _write(path: Path, values: dict[str, Any]) -> None:
    try:
        before = os.umask(0o077)
        try:
            replace_whole(path, (json.dumps(values, indent=1) + "\n").encode())
        finally:
            os.umask(before)
    except OSError as error:
        raise FileError(path, f"cannot be written ({error.strerror})", "Choose another folder with --data") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise FileError(path, "may be read by others", f"Take that right from them: chmod 600 {path}")
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(path, f"cannot be read ({error.strerror})", "Give yourself the right to read it") from error
    except ValueError as error:
        raise _broken(path) from error
    if not isinstance(values, dict):
        raise _broken(path)
    return values


def _broken(path: Path) -> FileError:
    remedy = "Bring back a copy of it: without it nothing that the app keeps can be read"
    return FileError(path, "is damaged", remedy)
