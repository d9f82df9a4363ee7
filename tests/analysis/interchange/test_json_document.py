"""An analysis as JSON, against the schema in the documentation and back to its own numbers."""

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from uvphoto.analysis.interchange.json_document import make_document, write_document
from uvphoto.analysis.interchange.measures import INTERVALS, MEASURES, SPOT_RATIO
from uvphoto.analysis.interchange.shared import SharedAnalysis, Subject

Make = Callable[..., SharedAnalysis]
SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "shared-analysis.schema.json"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_documents_are_as_the_schema_has_them(make: Make, validator: Draft202012Validator, tmp_path: Path) -> None:
    refused = {"spot_ratio": None, "skin_mm2": 3.5}
    for shared in (make(), make(Subject("p")), make(weights=None, is_refused=True, regions={"nose": refused})):
        path = tmp_path / "new" / "document.json"
        write_document(path, shared)
        assert b"Jane" not in path.read_bytes()
        read = json.loads(path.read_text("utf-8"))
        validator.validate(read)
        assert read["notes"] == shared.notes


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.pop("visit"),
        lambda one: one.update(photo="Jane Doe.png"),
        lambda one: one["regions"]["chin"]["measures"].pop("spot-count"),
        lambda one: one["regions"]["chin"]["measures"]["spot-ratio"].update(value="7"),
        lambda one: one["regions"]["chin"]["measures"]["spot-ratio"].update(unit="mm"),
        lambda one: one["regions"]["chin"]["measures"]["spot-count"].update(intervals=[]),
        lambda one: one["person"].update(name="Jane"),
    ],
)
def test_the_schema_finds_fault(
    make: Make, validator: Draft202012Validator, spoil: Callable[[dict[str, Any]], None]
) -> None:
    document = copy.deepcopy(make_document(make()))
    validator.validate(document)
    spoil(document)
    with pytest.raises(ValidationError):
        validator.validate(document)


def test_the_schema_knows_every_measure() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    told = schema["$defs"]["measures"]["properties"]
    assert list(told) == [one.code for one in MEASURES]
    for one in MEASURES:
        assert one.definition in told[one.code]["description"]


VALUES = st.one_of(st.none(), st.floats(0, 1e6).map(lambda value: float(f"{value:.6g}")))
ENDS = [key for interval in INTERVALS for key in interval.keys]


@given(values=st.tuples(*[VALUES] * (len(MEASURES) + len(ENDS))))
def test_values_come_back_to_the_last_digit(values: tuple[float | None, ...]) -> None:
    written = dict(zip([*(one.key for one in MEASURES), *ENDS], values, strict=True))
    document = {"algorithm": "a", "spots_found_in": "b", "is_refused": False, "findings": [], "weights": None,
                "made_by": "uvphoto", "photo": "", "regions": {"chin": written}}  # fmt: skip
    text = json.dumps(make_document(SharedAnalysis(Path(), document, "", Subject("p"))))
    measures = json.loads(text, parse_float=Decimal, parse_int=Decimal)["regions"]["chin"]["measures"]
    got = {one.key: one.inside(value) if (value := measures[one.code]["value"]) is not None else None
           for one in MEASURES}  # fmt: skip
    for interval, told in zip(INTERVALS, measures[SPOT_RATIO.code]["intervals"], strict=True):
        assert told["level"] == Decimal(str(interval.level))
        ends = (SPOT_RATIO.inside(told[end]) if told[end] is not None else None for end in ("low", "high"))
        got |= dict(zip(interval.keys, ends, strict=True))
    assert got == written
