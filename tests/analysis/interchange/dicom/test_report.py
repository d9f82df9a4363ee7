"""The report of measures, read by pydicom: every number, and to what it refers."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from uvphoto.analysis.analyse import Source
from uvphoto.analysis.interchange.dicom.common import Origin
from uvphoto.analysis.interchange.dicom.study import make_objects
from uvphoto.analysis.interchange.measures import INTERVALS, MEASURES, SPOT_RATIO
from uvphoto.analysis.interchange.pictures import SharedPicture, SharedPictures
from uvphoto.analysis.interchange.shared import SharedAnalysis, Subject

Make = Callable[..., SharedAnalysis]
Write = Callable[..., dict[str, Dataset]]
ENDS = {f"{one.code}-{end}": key for one in INTERVALS for end, key in zip(("lo", "hi"), one.keys, strict=True)}
KEYS = {one.code: (one.key, one) for one in MEASURES} | {code: (key, SPOT_RATIO) for code, key in ENDS.items()}


def name_of(item: Dataset) -> str:
    return item.ConceptNameCodeSequence[0].CodeMeaning


def groups_of(report: Dataset) -> list[Dataset]:
    measurements = next(one for one in report.ContentSequence if name_of(one) == "Imaging Measurements")
    return list(measurements.ContentSequence)


def numbers_of(group: Dataset) -> dict[str, Dataset]:
    """Return the measures of a group by their codes."""
    numbers = [one for one in group.ContentSequence if one.ValueType == "NUM"]
    found = {one.ConceptNameCodeSequence[0].CodeValue: one for one in numbers}
    assert len(found) == len(numbers)
    return found


def value_of(number: Dataset) -> Decimal:
    return Decimal(number.MeasuredValueSequence[0]["NumericValue"].value.original_string)


def inside(group: Dataset) -> dict[str, float | None]:
    """Return the measures of a group by their keys in the document of an analysis."""
    numbers = numbers_of(group)
    assert set(numbers) <= set(KEYS)
    return {key: measure.inside(value_of(numbers[code])) if code in numbers else None
            for code, (key, measure) in KEYS.items()}  # fmt: skip


def test_numbers_units_and_places(draw: Make, write: Write) -> None:
    report = write(draw())["measures"]
    cheek, chin = groups_of(report)
    numbers = numbers_of(cheek)
    assert value_of(numbers["spot-ratio"]) == Decimal("7.42444")
    assert value_of(numbers["spot-ratio-90-hi"]) == Decimal("12.1444")
    assert value_of(numbers["spot-count"]) == 72
    for measure in MEASURES:
        unit = numbers[measure.code].MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0]
        assert (unit.CodingSchemeDesignator, unit.CodeValue) == ("UCUM", measure.unit)
    places = [one for one in cheek.ContentSequence if name_of(one) == "Finding Site"]
    assert [one.ConceptCodeSequence[0].CodeValue for one in places] == ["36141000"]
    assert places[0].ContentSequence[0].ConceptCodeSequence[0].CodeMeaning == "Left"
    assert value_of(numbers_of(chin)["spot-count"]) == 0
    assert not {"spot-diameter-50", "spot-contrast"} & set(numbers_of(chin))  # of no spots
    assert (report.VerificationFlag, report.PreliminaryFlag) == ("UNVERIFIED", "PRELIMINARY")
    scheme = report.CodingSchemeIdentificationSequence[0]
    assert scheme.CodingSchemeDesignator == cheek.ContentSequence[-3].ConceptNameCodeSequence[0].CodingSchemeDesignator


def test_everything_is_computed_from_what_it_refers_to(draw: Make, write: Write) -> None:
    read = write(draw())
    spots = read["spots"]
    for number, group in enumerate(groups_of(read["measures"]), 1):
        images = {
            name_of(one): one.ReferencedSOPSequence[0] for one in group.ContentSequence if one.ValueType == "IMAGE"
        }
        frame = images["Referenced Segmentation Frame"]
        assert frame.ReferencedSOPInstanceUID == spots.SOPInstanceUID
        assert frame.ReferencedFrameNumber == spots.SegmentSequence[number - 1].SegmentNumber == number
        assert images["Source Image for Segmentation"].ReferencedSOPInstanceUID == read["uv"].SOPInstanceUID
        tracked = next(one.UID for one in group.ContentSequence if one.ValueType == "UIDREF")
        assert tracked == spots.SegmentSequence[number - 1].TrackingUID
    evidence = read["measures"].CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence
    told = {one.ReferencedSOPInstanceUID for series in evidence for one in series.ReferencedSOPSequence}
    assert told == {read["uv"].SOPInstanceUID, spots.SOPInstanceUID}


def test_notes_are_those_of_the_analysis(draw: Make, write: Write) -> None:
    shared = draw(is_refused=True, regions={"nose": {"spot_ratio": None, "skin_mm2": 3.5}})
    report = write(shared)["measures"]
    assert [one.TextValue for one in report.ContentSequence if name_of(one) == "Comment"] == shared.notes
    assert "The photo is one of those that should be refused." in shared.notes
    assert set(numbers_of(groups_of(report)[0])) == {"skin-area"}


VALUES = st.one_of(st.none(), st.floats(0, 1e6).map(lambda value: float(f"{value:.6g}")))


@settings(max_examples=30)
@given(values=st.tuples(*[VALUES] * len(KEYS)))
def test_values_come_back_to_the_last_digit(values: tuple[float | None, ...]) -> None:
    measures = dict(zip((key for key, _ in KEYS.values()), values, strict=True))
    assert inside(groups_of(report_of({"chin": measures}))[0]) == measures


def report_of(regions: Mapping[str, Any]) -> Dataset:
    """Return a report after a way through a file in memory."""
    document = {"algorithm": "a 1", "spots_found_in": "synthetic UV photo", "is_refused": False, "findings": [],
                "weights": None, "made_by": "uvphoto", "photo": "", "mm_per_pixel": 0.4, "scale_from": "given",
                "regions": regions}  # fmt: skip
    shared = SharedAnalysis(Path(), document, "", Subject("p", "", date(2026, 1, 31)))
    picture = SharedPicture(np.zeros((4, 4), np.uint8), 8, True, None, 1.0)
    mask = np.ones((4, 4), bool)
    pictures = SharedPictures(Source.SYNTHETIC, None, picture, mask, mask, np.full((4, 4), 5, np.uint8))
    *_, (_, report) = make_objects(Origin.of(shared, Source.SYNTHETIC), pictures)
    file = BytesIO()
    report.save_as(file, enforce_file_format=True)
    file.seek(0)
    return pydicom.dcmread(file)
