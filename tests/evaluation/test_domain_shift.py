"""The benchmark of the shift from clinic to phone, on drawn people and on records made by hand."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from uvphoto.conversion.converter import Converter
from uvphoto.datasets.manifest import DataSet
from uvphoto.evaluation.cases import PhotoRecord, Source
from uvphoto.evaluation.evaluate import Evaluation
from uvphoto.evaluation.figures import figures_of
from uvphoto.evaluation.tables import plain

Make = Callable[..., PhotoRecord]


@pytest.fixture(scope="module")
def shift(load_benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """Return the module benchmarks/domain_shift.py."""
    return load_benchmark("domain_shift")


@pytest.fixture
def records(make_record: Make) -> list[PhotoRecord]:
    """Return eight people, each seen by a clinic and two phones, whose second adds the same to every ratio."""
    ratios = np.random.default_rng(1).uniform(0.01, 0.1, (8, 2))
    kinds = [("clinic-a", "clinic", 0.0), ("phone-1", "phone", 0.01), ("phone-2", "phone", 0.05)]
    return [
        make_record(f"p{number}", true, 0.5 * true + 0.5 * other + more, device=device, domain=domain)
        for number, (true, other) in enumerate(ratios)
        for device, domain, more in kinds
    ]


@pytest.fixture
def written(
    shift: ModuleType, faces: DataSet, blue: Converter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """Return what the command writes of three people, seen by one converter."""
    monkeypatch.setattr(shift, "read_weights", lambda path: path)
    monkeypatch.setattr(shift, "load_converter", lambda *_: blue)
    file = tmp_path / "figures.json"
    shift.main(
        [str(faces.folder), "--weights", "one.onnx", "--people", "3", "--json", str(file), "--white-balance", "auto"]
    )
    return json.loads(file.read_text(encoding="utf-8"))["figures"]


def test_one_pass_gives_what_an_evaluation_gives(
    shift: ModuleType, written: dict[str, Any], evaluation: Evaluation
) -> None:
    own = figures_of([one for one in evaluation.records if one.person in {"p0", "p1", "p2"}])
    for domain, expected in own.domains.items():
        for name, source in (("one", Source.SYNTHETIC), (shift.COLOUR, Source.COLOUR)):
            row, cheeks = written["rows"][name][domain], expected.areas[source]["cheeks"]
            assert (row["photos"], row["people"]) == (expected.photos, expected.people)
            assert row["spots"] == plain(cheeks.spots)
            assert row["first"] is None  # of so few people nothing is said
        assert written["rows"]["one"][domain]["picture"] == plain(expected.pictures[Source.SYNTHETIC])
    assert written["weights"] == {"one": "0" * 64}


def test_balanced_colours_are_judged_beside_those_as_taken(shift: ModuleType, written: dict[str, Any]) -> None:
    assert list(written["rows"]) == ["one", "one, white balance auto", shift.COLOUR]
    taken, balanced = (written["rows"][name]["phone"]["picture"] for name in ("one", "one, white balance auto"))
    assert taken["psnr"] != balanced["psnr"]


def test_tables_name_converters_by_file_and_where_need_be_by_folder(
    shift: ModuleType, records: list[PhotoRecord]
) -> None:
    names = shift.names_of([Path("a.onnx"), Path("run/best.safetensors"), Path("other/best.safetensors")])
    assert names == ["a", "run/best", "other/best"]
    lines = shift.domain_table(shift.shift_figures(dict.fromkeys(names, records), {}).rows).splitlines()
    assert [line.split(" | ")[:3] for line in lines[4:6]] == [
        ["| run/best", *kind] for kind in (("clinic", "8"), ("phone", "16"))
    ]
    assert len({line.count("|") for line in lines}) == 1


def test_domains_and_people_can_be_chosen(shift: ModuleType, faces: DataSet) -> None:
    rows = shift.chosen_rows(faces, "all", ("clinic",), 2)
    assert [(row.person, row.domain) for row in rows] == [("p0", "clinic"), ("p1", "clinic")]
    assert len(shift.chosen_rows(faces, "test", ("clinic", "phone"), None)) == 2


def test_the_first_photo_counts_for_people_and_all_when_pooled(shift: ModuleType, records: list[PhotoRecord]) -> None:
    figures = shift.shift_figures({"a": records}, {"a": "0"})
    phone = figures.rows["a"]["phone"]
    true, found = (np.array([[one.true_ratio("cheeks"), one.found_ratio(Source.SYNTHETIC, "cheeks")]
                             for one in records if one.domain == "phone"]).T)  # fmt: skip
    assert phone.first.r.r == pytest.approx(np.corrcoef(true[::2], found[::2])[0, 1])
    assert phone.all_photos.r.r == pytest.approx(np.corrcoef(true, found)[0, 1])
    assert phone.all_photos.mean_found == pytest.approx(found.mean())
    assert figures.drops["a"] == pytest.approx(0)  # the first phone adds the same to everybody
    assert "| a | 0." in shift.drop_table(figures)


def test_photos_of_one_day_are_repeats(shift: ModuleType, records: list[PhotoRecord]) -> None:
    figures = shift.shift_figures({"a": records, "b": records}, {})
    assert list(figures.repeats) == [shift.TRUE_UV, shift.COLOUR, "a", "b"]
    own = figures.repeats["a"]
    assert (own.people, own.measures) == (8, 24)
    assert own.within_sd.value == pytest.approx(np.std([0, 0.01, 0.05], ddof=1))
    assert figures.repeats[shift.TRUE_UV].icc.value == pytest.approx(1)
    assert f"{100 * own.within_sd.value:.2f} (" in shift.repeat_table(figures.repeats)


def test_one_domain_alone_has_no_drop_and_no_repeats(shift: ModuleType, records: list[PhotoRecord]) -> None:
    figures = shift.shift_figures({"a": [one for one in records if one.domain == "clinic"]}, {})
    assert (figures.drops, figures.repeats) == ({}, {})
