"""Writing that goes wrong half-way."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from uvphoto.errors import PictureError
from uvphoto.picture import read_uv, write_mask, write_uv
from uvphoto.picture.atomic import write_atomically

OLD, NEW = np.zeros((4, 5), np.float32), np.ones((4, 5), np.float32)


def fail_with(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("where", ["uvphoto.picture.png.encode", "os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), OSError(28, "No space left on device")])
def test_an_interruption_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, error: BaseException
) -> None:
    path = tmp_path / "uv.png"
    write_uv(path, OLD)
    with monkeypatch.context() as patch:
        patch.setattr(where, fail_with(error))
        with pytest.raises((type(error), PictureError)):
            write_uv(path, NEW)
    assert list(tmp_path.iterdir()) == [path]
    assert (read_uv(path).pixels == OLD).all()


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", fail_with(OSError(28, "No space left on device")))
    with pytest.raises(PictureError, match="No space left on device"):
        write_atomically(tmp_path / "a", b"x")


def test_places_that_take_no_file(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="folder that does not exist"):
        write_uv(tmp_path / "none" / "a.png", OLD)
    (tmp_path / "b.png").mkdir()
    with pytest.raises(PictureError, match="is a folder"):
        write_mask(tmp_path / "b.png", OLD > 0)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PictureError, match="cannot be written"):
        write_uv(tmp_path / "file" / "a.png", OLD)


@pytest.mark.skipif(os.name != "posix", reason="rights and links as POSIX has them")
def test_rights_are_those_of_any_new_file_and_a_link_stays_a_link(tmp_path: Path) -> None:
    plain, target, link = tmp_path / "plain", tmp_path / "target", tmp_path / "link"
    plain.write_bytes(b"")
    link.symlink_to(target)
    write_atomically(link, b"content")
    assert link.is_symlink()
    assert target.read_bytes() == b"content"
    assert target.stat().st_mode == plain.stat().st_mode


def test_a_long_name(tmp_path: Path) -> None:
    path = tmp_path / ("ä" * 120 + ".png")
    write_uv(path, OLD)
    assert [found.name for found in tmp_path.iterdir()] == [path.name]
