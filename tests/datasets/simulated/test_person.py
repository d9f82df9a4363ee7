"""One person's files and tables against what was simulated."""

import csv
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from uvphoto.datasets.manifest import PhotoRow
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import MAPS, SimulatedPerson, draw_simulated, write_person
from uvphoto.datasets.simulated.tables import SPOT_COLUMNS, as_csv, depth_of, people_row
from uvphoto.datasets.spot_table import read_spot_kinds
from uvphoto.picture import inspect, read_labels, read_mask, read_uv
from uvphoto.simulate.face import anatomy
from uvphoto.simulate.marks import Mark, MarkKind
from uvphoto.skin import regions

SETTINGS = SimulationSettings(people=3, seed=7, size=256, phones=1, visits=2)


@pytest.fixture(scope="module")
def one() -> SimulatedPerson:
    return draw_simulated(SETTINGS, 0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("person")


@pytest.fixture(scope="module")
def rows(one: SimulatedPerson, folder: Path) -> list[PhotoRow]:
    return write_person(one, folder)


def spots_of(folder: Path, row: PhotoRow) -> list[dict[str, str]]:
    with (folder / row.spot_table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_drawing_is_the_same_for_the_same_settings(one: SimulatedPerson) -> None:
    again = draw_simulated(SETTINGS, 0)
    assert (again.name, again.life.shape, again.studio.camera.name) == (
        one.name,
        one.life.shape,
        one.studio.camera.name,
    )
    assert [phone.name for phone in again.phones] == [phone.name for phone in one.phones]
    assert draw_simulated(SETTINGS, 1).life.shape != one.life.shape


def test_phones_are_drawn_from_a_pool_without_repeats() -> None:
    everyone = [draw_simulated(SimulationSettings(people=30, phones=5), number) for number in range(30)]
    names = [[phone.name for phone in person.phones] for person in everyone]
    assert all(len(set(own)) == 5 for own in names)
    assert len({name for own in names for name in own}) > 30
    by_name = {phone.name: phone for person in everyone for phone in person.phones}
    assert all(phone.jpeg_quality == by_name[phone.name].jpeg_quality for person in everyone for phone in person.phones)
    assert len({person.studio.camera.name for person in everyone}) == 4


def test_each_visit_has_a_pair_and_a_picture_of_each_phone(rows: list[PhotoRow], one: SimulatedPerson) -> None:
    assert [row.domain for row in rows] == ["clinic", "phone"] * 2
    assert {row.person for row in rows} == {one.name}
    dates = [one.life.first_visit + timedelta(days=float(one.life.days[index])) for index in (0, 0, 1, 1)]
    assert [row.visit for row in rows] == dates
    assert rows[0].device == one.studio.camera.name
    assert rows[1].device == one.phones[0].name
    assert rows[1].extra["light"]
    assert rows[1].uv == ""
    assert rows[0].uv


def test_every_file_that_a_row_names_has_the_size_of_its_photo(rows: list[PhotoRow], folder: Path) -> None:
    for row in rows:
        colour = inspect(folder / row.colour)
        size = colour.height, colour.width
        for column in ("uv", "truth_uv", "skin_mask", "regions", "spots", *MAPS):
            if row.file(column):
                header = inspect(folder / row.file(column))
                assert (header.height, header.width) == size, column
        assert colour.is_synthetic


def test_no_file_is_left_over(rows: list[PhotoRow], folder: Path) -> None:
    columns = ("colour", "uv", "truth_uv", "skin_mask", "regions", "spots", "spot_table", "warp", *MAPS)
    named = {row.file(column) for row in rows for column in columns} - {""}
    assert {path.name for path in folder.iterdir()} == named


def test_the_spot_table_lists_every_label_and_counts_its_pixels(rows: list[PhotoRow], folder: Path) -> None:
    for row in rows[::2]:
        table, labels = spots_of(folder, row), read_labels(folder / row.spots)
        assert tuple(table[0]) == SPOT_COLUMNS
        ids = [int(spot["id"]) for spot in table]
        assert ids == sorted(set(ids))
        assert set(np.unique(labels)) - {0} <= set(ids)
        for spot in table:
            assert int(spot["labelled_pixels"]) == (labels == int(spot["id"])).sum()
        assert read_spot_kinds(folder / row.spot_table) == {int(spot["id"]): spot["kind"] for spot in table}


def test_rows_and_columns_of_the_spot_table_are_where_the_labels_are(rows: list[PhotoRow], folder: Path) -> None:
    labels = read_labels(folder / rows[0].spots)
    near = []
    for spot in spots_of(folder, rows[0]):
        found = np.argwhere(labels == int(spot["id"]))
        if len(found) > 8 and float(spot["radius_mm"]) < 3:
            distance = np.hypot(*(found.mean(axis=0) - [float(spot["row"]), float(spot["column"])]))
            near.append(distance < 2)
    assert len(near) > 5
    assert np.mean(near) > 0.9


def test_identities_stay_and_newborn_spots_say_when(rows: list[PhotoRow], folder: Path, one: SimulatedPerson) -> None:
    first, second = ({spot["id"]: spot for spot in spots_of(folder, row)} for row in (rows[0], rows[2]))
    both = first.keys() & second.keys()
    assert len(both) > 0.8 * len(first)
    assert all(first[spot]["kind"] == second[spot]["kind"] for spot in both)
    assert all(spot["born_day"] == "" for spot in first.values())
    for spot in second.keys() - first.keys():
        assert 0 < float(second[spot]["born_day"]) <= one.life.days[1]


def test_the_skin_mask_and_the_photos_can_be_read_back(rows: list[PhotoRow], folder: Path) -> None:
    mask = read_mask(folder / rows[0].skin_mask)
    uv = read_uv(folder / rows[0].uv).pixels
    assert 0.1 < mask.mean() < 0.5
    assert uv[mask].mean() > 0.05
    warp = np.load(folder / rows[1].warp, allow_pickle=False)
    assert warp.dtype == np.float32
    assert warp.shape[2] == 2


@pytest.mark.parametrize(
    ("kind", "melanin", "dermal", "depth"),
    [
        (MarkKind.LENTIGO, 1.0, 0.0, "epidermal"),
        (MarkKind.DERMAL, 0.0, 0.01, "dermal"),
        (MarkKind.MOLE, 4.0, 0.01, "mixed"),
        (MarkKind.ACNE, 0.0, 0.0, "vascular"),
        (MarkKind.VESSEL, 0.0, 0.0, "vascular"),
        (MarkKind.SCAR, -0.4, 0.0, "epidermal"),
    ],
)
def test_depths(kind: MarkKind, melanin: float, dermal: float, depth: str) -> None:
    assert depth_of(Mark(kind, 0, 0, 1, 1, 0, 0.1, 0, 0, melanin, dermal, 1.0, 0.3, 1)) == depth


def test_people_are_described_by_measures_within_those_of_people() -> None:
    people = [
        people_row(one.name, one.life, one.studio.camera.name)
        for one in (draw_simulated(SimulationSettings(people=25), number) for number in range(25))
    ]
    ita = np.array([float(str(row["ita_degrees"])) for row in people])
    uv = np.array([float(str(row["reflectance_365"])) for row in people])
    index = np.array([float(str(row["melanin_index"])) for row in people])
    assert -70 < ita.min() < ita.max() < 75
    assert 0.03 < uv.min() < uv.max() < 0.35
    assert np.corrcoef(ita, uv)[0, 1] > 0.6
    assert np.corrcoef(ita, index)[0, 1] < -0.8
    assert all(row["glasses"] in {"yes", "no"} for row in people)
    assert all(row["visits"] == 1 for row in people)


def test_tables_open_in_spreadsheets() -> None:
    text = as_csv(("a", "b"), [{"a": "one, two", "b": 'say "hi"'}])
    assert text == 'a,b\r\n"one, two","say ""hi"""\r\n'


def test_the_simulator_and_the_data_set_number_the_regions_alike() -> None:
    assert {name: value for value, name in enumerate(regions.REGIONS, start=1)} == anatomy.REGIONS
