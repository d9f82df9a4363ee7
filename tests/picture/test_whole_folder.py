"""A folder of results is there as a whole or as it was before."""

from pathlib import Path

import pytest

from uvphoto.errors import FileError
from uvphoto.picture.whole_folder import whole_folder


def write(folder: Path, text: str, *, fails: bool = False) -> None:
    with whole_folder(folder, "mark.json", "result") as part:
        (part / "mark.json").write_text(text)
        if fails:
            raise KeyboardInterrupt
        (part / "more").write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_results_replace_earlier_ones_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "below" / "results"
    write(folder, "one")
    (folder / "stray").write_text("left by hand")
    write(folder, "two")
    assert contents(folder) == {"mark.json": "two", "more": "two"}
    assert [path.name for path in folder.parent.iterdir()] == ["results"]


def test_what_is_stopped_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    with pytest.raises(KeyboardInterrupt):
        write(folder, "one", fails=True)
    assert list(tmp_path.iterdir()) == []
    write(folder, "one")
    with pytest.raises(KeyboardInterrupt):
        write(folder, "two", fails=True)
    assert contents(folder) == {"mark.json": "one", "more": "one"}


def test_what_is_not_ours_is_not_touched(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    write(folder, "empty folders may be taken")
    foreign = tmp_path / "letters"
    foreign.mkdir()
    (foreign / "letter").write_text("dear")
    for place in (foreign, foreign / "letter"):
        with pytest.raises(FileError, match="holds no result"):
            write(place, "one")
    assert contents(foreign) == {"letter": "dear"}
    with pytest.raises(FileError, match="cannot be written"):
        write(foreign / "letter" / "below", "one")
