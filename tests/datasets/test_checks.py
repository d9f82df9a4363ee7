from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from uvphoto.datasets.checks import check
from uvphoto.datasets.manifest import DataSet, kinds_of
from uvphoto.datasets.storage import write_dataset
from uvphoto.errors import DataSetError
from uvphoto.picture import write_colour, write_labels, write_map, write_uv

Make = Callable[..., DataSet]


def edit(dataset: DataSet, old: str, new: str, *, count: int = -1) -> None:
    table = dataset.folder / "photos.csv"
    text = table.read_text("utf-8-sig")
    assert old in text
    table.write_text(text.replace(old, new, count), "utf-8")


def found(dataset: DataSet, **options: bool) -> list[tuple[str, int | None, str]]:
    return [(fault.file, fault.row, fault.problem) for fault in check(dataset.folder, **options)]


@pytest.mark.parametrize("quick", [False, True])
def test_a_sound_data_set_has_no_faults(make_dataset: Make, quick: bool) -> None:
    assert found(make_dataset(3, truth=True, phones=2), quick=quick) == []


def test_progress_is_told_row_by_row(make_dataset: Make) -> None:
    told: list[tuple[int, int]] = []
    check(make_dataset(3).folder, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_folder_that_is_not_there_is_a_user_error(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="is no folder"):
        check(tmp_path / "nothing")


def test_missing_files_of_the_set_itself(make_dataset: Make) -> None:
    dataset = make_dataset(1)
    (dataset.folder / "dataset.json").unlink()
    assert found(dataset) == [("dataset.json", None, "is missing")]
    (dataset.folder / "photos.csv").unlink()
    assert found(dataset) == [("dataset.json", None, "is missing"), ("photos.csv", None, "is missing")]


COLOUR, UV, MASK = (f"people/p0001/v00_{name}" for name in ("clinic_colour.jpg", "clinic_uv.png", "skin_mask.png"))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def grey_photo(path: Path) -> None:
    write_colour(path, np.tile(np.linspace(0, 1, 72)[None, :, None], (96, 1, 3)))


def other_size(path: Path) -> None:
    write_uv(path, np.full((96, 70), 0.5))


def coloured(path: Path) -> None:
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (96, 72, 3), dtype=np.uint8)).save(path)


def no_mask(path: Path) -> None:
    write_uv(path, np.tile(np.linspace(0, 1, 72), (96, 1)))


def zeros_and_ones(path: Path) -> None:
    write_labels(path, np.eye(96, 72, dtype=np.uint8))


@pytest.mark.parametrize(
    ("path", "spoil", "problem"),
    [
        (COLOUR, Path.unlink, "is missing"),
        (UV, lambda path: path.write_bytes(b""), "is empty"),
        (UV, lambda path: path.write_text("hello"), "is a text file"),
        (COLOUR, cut_short, "cut short"),
        (UV, cut_short, "cut short"),
        (MASK, to_folder, "is no file"),
        (COLOUR, grey_photo, "is grey, where a colour photo belongs"),
        (UV, coloured, "is a colour picture where a grey UV photo is wanted"),
        (UV, other_size, "is 70 x 96 pixels, but its colour photo 72 x 96"),
        (MASK, other_size, "is 70 x 96 pixels, but its colour photo 72 x 96"),
        (MASK, coloured, "is a colour picture where a mask is wanted"),
        (MASK, no_mask, "neither black nor white"),
        (MASK, zeros_and_ones, "marks no skin"),
    ],
)
def test_a_spoilt_file_is_named_with_its_row(
    make_dataset: Make, path: str, spoil: Callable[[Path], object], problem: str
) -> None:
    dataset = make_dataset(3)
    spoil(dataset.folder / path)
    faults = [fault for fault in found(dataset) if problem in fault[2]]
    assert [(file, row) for file, row, _ in faults] == [(path, 3)]


@pytest.mark.parametrize(
    ("path", "spoil", "problem"),
    [
        ("melanin.png", no_mask, "is no map"),
        ("regions.png", lambda path: write_labels(path, np.full((96, 72), 6, np.uint8)), "holds the region 6"),
        ("spots.png", lambda path: write_labels(path, np.full((96, 72), 99, np.uint16)), "holds 1 spots"),
        ("spots.csv", lambda path: path.write_text("id;kind\n1;freckle\n"), "has no id and kind on row 2"),
        ("spots.csv", lambda path: path.write_text("id,kind\n1,mole\n1,mole\n"), "has the id 1 a second time"),
        ("spots.csv", lambda path: path.write_bytes(b"id,kind\n1,\xff\n"), "is no table in UTF-8"),
    ],
)
def test_spoilt_truth_is_named(make_dataset: Make, path: str, spoil: Callable[[Path], object], problem: str) -> None:
    dataset = make_dataset(1, truth=True)
    spoil(dataset.folder / "people" / "p0000" / path)
    ((file, row, text),) = found(dataset)
    assert (file, row) == (f"people/p0000/{path}", 2)
    assert problem in text


def test_quick_looks_at_headers_only(make_dataset: Make) -> None:
    dataset = make_dataset(1)
    path = dataset.folder / dataset.photos[0].colour
    cut_short(path)
    assert found(dataset, quick=True) == []
    write_uv(path, np.full((90, 72), 0.5))
    problems = [problem for _, _, problem in found(dataset, quick=True)]
    assert any("is grey" in problem for problem in problems)
    assert any("but its colour photo 72 x 90" in problem for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "file", "row", "problem"),
    [
        ("p0002,2026", "p0001,2026", "photos.csv", 4, "has the person, visit, view and device of row 3"),
        ("p0002,2026", "P0001,2026", "photos.csv", 4, "differs from 'p0001' on row 3 in capitals or accents only"),
        ("people/p0002/v00_clinic_uv", "people/p0001/v00_clinic_uv", UV, 4, "stands as uv here and as uv on row 3"),
        ("people/p0002/v00_clinic_uv.png", COLOUR, COLOUR, 4, "stands as uv here and as colour on row 3"),
        (UV, f"../set/{UV}", f"../set/{UV}", 3, "leads out of the data set's folder"),
        ("p0001,2026-01-31", "p0001,31.1.2026", "photos.csv", 3, "(visit) '31.1.2026' is no date"),
        ("clinic-a,", "clinic-b,", "dataset.json", None, "does not name the device 'clinic-b'"),
    ],
)
def test_contradictions_are_named(
    make_dataset: Make, old: str, new: str, *, file: str, row: int | None, problem: str
) -> None:
    dataset = make_dataset(3)
    edit(dataset, old, new, count=1)
    assert any(fault[:2] == (file, row) and problem in fault[2] for fault in found(dataset)), found(dataset)


def test_one_person_in_two_splits(make_dataset: Make) -> None:
    dataset = make_dataset(1, phones=1)
    edit(dataset, "phone1.jpg,,,train", "phone1.jpg,,,test")
    assert found(dataset) == [("photos.csv", 3, "puts 'p0000' into the split 'test', after 'train' on row 2")]


def test_some_with_a_split_and_some_without(make_dataset: Make) -> None:
    dataset = make_dataset(3)
    edit(dataset, ",validation", ",")
    ((file, _, problem),) = found(dataset)
    assert (file, problem) == ("photos.csv", "has no split, though other rows have one")


def test_kinds_say_what_there_is(make_dataset: Make) -> None:
    dataset = make_dataset(1)
    description = dataset.folder / "dataset.json"
    description.write_text(description.read_text().replace('"skin_mask"', '"regions"'))
    assert [problem for _, _, problem in found(dataset)] == [
        "does not name 'skin_mask' in 'kinds', though there are such files",
        "names 'regions' in 'kinds', though there is no such file",
    ]


def test_every_fault_is_listed_in_the_order_of_the_rows(make_dataset: Make) -> None:
    dataset = make_dataset(4)

    def spoil() -> Iterator[tuple[str, int]]:
        for number, row in enumerate(dataset.photos, start=2):
            (dataset.folder / row.uv).unlink()
            yield row.uv, number

    expected = list(spoil())
    assert [(file, row) for file, row, _ in found(dataset)] == expected


PLACES = np.zeros((12, 9, 2), np.float32)


@pytest.fixture
def warped(make_dataset: Make) -> DataSet:
    """Return a data set of a clinic photo and of a phone photo with a warp, which lies at warp.npy."""
    dataset = make_dataset(1, phones=1)
    clinic, phone = dataset.photos
    np.save(dataset.folder / "warp.npy", PLACES)
    rows = (clinic, replace(phone, warp="warp.npy"))
    return write_dataset(dataset.folder, replace(dataset.description, kinds=kinds_of(rows)), rows)


@pytest.mark.parametrize("kind", ["<f4", ">f4", "<f8"])
@pytest.mark.parametrize("quick", [False, True])
def test_a_sound_warp_has_no_faults(warped: DataSet, kind: str, quick: bool) -> None:
    np.save(warped.folder / "warp.npy", PLACES.astype(kind))
    assert found(warped, quick=quick) == []


def archive(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, PLACES)


def saved(array: NDArray[np.generic]) -> Callable[[Path], None]:
    return lambda path: np.save(path, array, allow_pickle=True)


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda path: path.write_text("hello"), "is no NumPy array, damaged or cut short"),
        (cut_short, "is no NumPy array, damaged or cut short"),
        (lambda path: path.write_bytes(path.read_bytes()[:60]), "is no NumPy array, damaged or cut short"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"(12,", b"((((")), "is no NumPy array, damaged"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"(12, 9", b"(9**99")), "is no NumPy array, damaged"),
        (archive, "is no NumPy array, damaged or cut short"),
        (saved(np.array([{}, []], object)), "is no NumPy array, damaged or cut short"),
        (saved(PLACES.astype(np.int64)), "holds int64, where float32 belongs"),
        (saved(PLACES.astype(np.float16)), "holds float16, where float32 belongs"),
        (saved(PLACES.astype(complex)), "holds complex128, where float32 belongs"),
        (saved(PLACES[:, :, 0]), "has the shape (12, 9), where (h, w, 2) belongs"),
        (saved(np.zeros((12, 9, 3))), "has the shape (12, 9, 3), where (h, w, 2) belongs"),
        (saved(PLACES[:0]), "has the shape (0, 9, 2), where (h, w, 2) belongs"),
    ],
)
@pytest.mark.parametrize("quick", [False, True])
def test_a_spoilt_warp_is_named(warped: DataSet, spoil: Callable[[Path], object], problem: str, quick: bool) -> None:
    spoil(warped.folder / "warp.npy")
    ((file, row, text),) = found(warped, quick=quick)
    assert (file, row) == ("warp.npy", 3)
    assert problem in text


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_warp_to_nowhere_is_seen_unless_quick(warped: DataSet, value: float) -> None:
    places = PLACES.copy()
    places[-1, -1, 0] = value
    np.save(warped.folder / "warp.npy", places)
    assert found(warped) == [("warp.npy", 3, "(warp) holds places that are not finite (NaN or infinite)")]
    assert found(warped, quick=True) == []


@pytest.mark.parametrize("quick", [False, True])
def test_the_scale_of_a_map_is_that_of_the_description(make_dataset: Make, quick: bool) -> None:
    dataset = make_dataset(1, truth=True)
    path = dataset.photos[0].melanin
    write_map(dataset.folder / path, np.zeros((96, 72)), full_scale=float(np.float32(0.2)))
    assert found(dataset, quick=quick) == []
    write_map(dataset.folder / path, np.zeros((96, 72)), full_scale=0.5)
    problem = "(melanin) has the full scale 0.5, but 'maps' in dataset.json says 0.2"
    assert found(dataset, quick=quick) == [(path, 2, problem)]
