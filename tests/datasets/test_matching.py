import os
import unicodedata
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.matching import list_pictures, match


def paths(*names: str) -> list[PurePosixPath]:
    return [PurePosixPath(name) for name in names]


def test_names_without_endings_make_pairs() -> None:
    pairs, alone = match(paths("b.JPG", "a.jpg"), paths("a.png", "b.tif"))
    assert [(pair.name, str(pair.colour), str(pair.uv)) for pair in pairs] == [
        ("a", "a.jpg", "a.png"),
        ("b", "b.JPG", "b.tif"),
    ]
    assert alone == ()


def test_the_same_letters_go_before_the_same_but_for_capitals() -> None:
    pairs, alone = match(paths("Ann.jpg", "ann.jpg", "BO.jpg"), paths("ann.png", "Ann.png", "bo.png"))
    assert {pair.colour.stem: pair.uv.stem for pair in pairs} == {"Ann": "Ann", "ann": "ann", "BO": "bo"}
    assert alone == ()


def test_accents_are_the_same_however_composed() -> None:
    composed, apart = (unicodedata.normalize(form, "Zoë") for form in ("NFC", "NFD"))
    (pair,), alone = match(paths(f"{apart}.jpg"), paths(f"{composed}.png"))
    assert pair.name == composed
    assert alone == ()


def test_names_with_dots_keep_them() -> None:
    (pair,), _ = match(paths("a.1.jpg", "a.2.jpg"), paths("a.1.png"))
    assert pair.name == "a.1"


def test_whoever_cannot_be_told_apart_stays_alone() -> None:
    pairs, alone = match(paths("a.jpg", "a.png", "B.jpg", "b.jpg", "c.jpg"), paths("a.png", "b.png", "d.png"))
    assert {(pair.name, pair.uv.name) for pair in pairs} == {("b", "b.png")}
    assert {(one.side, one.path.name, one.reason) for one in alone} == {
        ("colour", "a.jpg", "has the same name as a.png"),
        ("colour", "a.png", "has the same name as a.jpg"),
        ("uv", "a.png", "has several possible partners: a.jpg, a.png"),
        ("colour", "B.jpg", "has no partner among the UV photos"),
        ("colour", "c.jpg", "has no partner among the UV photos"),
        ("uv", "d.png", "has no partner among the colour photos"),
    }


names = st.lists(
    st.tuples(
        st.sampled_from(["a", "A", "b", "s/b", "é", "e\u0301", "ß", "ss"]), st.sampled_from([".jpg", ".PNG"])
    ).map(lambda parts: PurePosixPath("".join(parts))),
    unique=True,
)


@given(names, names)
def test_every_file_ends_up_in_one_place(colour: list[PurePosixPath], uv: list[PurePosixPath]) -> None:
    pairs, alone = match(colour, uv)
    for side, files in (("colour", colour), ("uv", uv)):
        placed = [getattr(pair, side) for pair in pairs] + [one.path for one in alone if one.side == side]
        assert sorted(placed) == sorted(files)
    for pair in pairs:
        alike = [unicodedata.normalize("NFC", str(path.with_suffix(""))).casefold() for path in (pair.colour, pair.uv)]
        assert alike[0] == alike[1]


def test_a_listing_holds_every_file_below_the_folder(tmp_path: Path) -> None:
    for name in ("a.jpg", "deep/er/B.TIFF", "notes.txt", ".DS_Store", "deep/no_ending"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "linked").symlink_to(tmp_path / "deep")
    listing = list_pictures(tmp_path)
    assert [str(path) for path in listing.pictures] == ["a.jpg", "deep/er/B.TIFF"]
    assert [(str(path), reason.split()[0:2]) for path, reason in listing.others] == [
        (".DS_Store", ["does", "not"]),
        ("deep/no_ending", ["does", "not"]),
        ("linked", ["is", "a"]),
        ("notes.txt", ["does", "not"]),
    ]


def test_a_folder_that_cannot_be_listed_is_told_or_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("open/a.jpg", "shut/b.jpg"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    scandir = os.scandir

    def refuse(path: str) -> object:  # the superuser may list everything
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(PermissionError):
        list_pictures(tmp_path)
    listing = list_pictures(tmp_path, pass_over=True)
    assert [str(path) for path in listing.pictures] == ["open/a.jpg"]
    assert [(str(path), why) for path, why in listing.others] == [
        ("shut", "is a folder that cannot be listed (Permission denied)")
    ]
    with pytest.raises(PermissionError):
        list_pictures(tmp_path / "shut", pass_over=True)


def test_a_name_that_is_no_unicode_is_listed(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jpg")).touch()
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    listing = list_pictures(tmp_path)
    assert listing.pictures == ()
    assert [reason for _, reason in listing.others] == ["has a name that is no valid Unicode"]
