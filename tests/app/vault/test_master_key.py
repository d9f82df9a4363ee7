"""The master key: drawn once, read by its owner alone, under a passphrase where one is given."""

import os
import sys
from pathlib import Path

import pytest

from uvphoto.app.vault.master_key import MASTER_KEY_FILE, load_or_make_master_key
from uvphoto.errors import FileError


@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_the_key_is_drawn_once(tmp_path: Path, passphrase: str | None) -> None:
    key = load_or_make_master_key(tmp_path, passphrase)
    assert load_or_make_master_key(tmp_path, passphrase) == key
    assert len(key) == 32
    (tmp_path / "other").mkdir()
    assert load_or_make_master_key(tmp_path / "other") != key
    if sys.platform != "win32":
        assert (tmp_path / MASTER_KEY_FILE).stat().st_mode & 0o077 == 0


def test_a_passphrase_is_asked_for_and_has_to_be_right(tmp_path: Path) -> None:
    load_or_make_master_key(tmp_path, "correct horse")
    with pytest.raises(FileError, match="--passphrase"):
        load_or_make_master_key(tmp_path)
    with pytest.raises(FileError, match="not opened by this passphrase"):
        load_or_make_master_key(tmp_path, "wrong horse")


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"key": "short"}', '{"key": "ab"}', '{"salt": "AAAA"}', '{"key": null}', "{}"]
)
def test_a_damaged_key_is_said_and_never_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / MASTER_KEY_FILE
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(FileError, match="damaged"):
        load_or_make_master_key(tmp_path)
    assert path.read_text() == content


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of POSIX")
def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    load_or_make_master_key(tmp_path)
    os.chmod(tmp_path / MASTER_KEY_FILE, 0o644)  # noqa: PTH101 - as a careless copy leaves it
    with pytest.raises(FileError, match="chmod 600"):
        load_or_make_master_key(tmp_path)
