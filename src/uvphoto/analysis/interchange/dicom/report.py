"""The measures of an analysis as a structured report: Enhanced SR by template 1500 (PS3.16, Measurement Report)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from highdicom.sr import (
    AlgorithmIdentification,
    CodedConcept,
    DeviceObserverIdentifyingAttributes,
    EnhancedSR,
    FindingSite,
    LanguageOfContentItemAndDescendants,
    Measurement,
    MeasurementReport,
    ObservationContext,
    ObserverContext,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    ReferencedSegmentationFrame,
    SourceImageForSegmentation,
    TextContentItem,
    TrackingIdentifier,
)
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from uvphoto.analysis.interchange.dicom.codes import own, side, site, uid, unit
from uvphoto.analysis.interchange.dicom.common import MAKER, SERIAL, Origin, settle_computed
from uvphoto.analysis.interchange.dicom.common import MEASURES as SERIES
from uvphoto.analysis.interchange.dicom.segmentation import PIGMENT_SPOTS, segment_number, tracking
from uvphoto.analysis.interchange.measures import INTERVALS, MEASURES, SPOT_RATIO, Interval, Measure, as_number

_ENGLISH = CodedConcept("en-GB", "RFC5646", "English (United Kingdom)")
_REFUSED = codes.cid42.MeasurementFailure  # the photo gives no numbers
_NOTHING_THERE = codes.cid42.ValueIndeterminate  # such as the diameter of no spots


def report(origin: Origin, ground: Dataset, segmentation: Dataset, regions: Sequence[str]) -> EnhancedSR:
    """Return the measures of all regions.

    A value that an analysis does not tell is there with the reason; so whoever reads it back gets the same again.

    Args:
        origin: the analysis.
        ground: the photo in which spots were sought.
        segmentation: the spots and skin of the same regions.
        regions: their names.

    """
    content = MeasurementReport(
        observation_context=_context(origin),
        procedure_reported=codes.SCT.ImagingProcedure,
        imaging_measurements=[_group(origin, ground, segmentation, regions, region) for region in regions],
        title=codes.DCM.ImagingMeasurementReport,
        language_of_content_item_and_descendants=LanguageOfContentItemAndDescendants(_ENGLISH),
        referenced_images=[ground],
    )
    for note in origin.shared.notes:
        content[0].ContentSequence.append(TextContentItem(codes.DCM.Comment, note, "CONTAINS"))
    made = EnhancedSR(
        evidence=[ground, segmentation],
        content=content[0],
        series_instance_uid=origin.series_uid(SERIES),
        series_number=SERIES.number,
        sop_instance_uid=origin.object_uid(SERIES),
        instance_number=1,
        manufacturer=MAKER,
        is_complete=True,
    )
    _empty_absent(made.ContentSequence)
    settle_computed(made, origin, SERIES, is_synthetic=ground.SyntheticData == "YES")
    return made


def _context(origin: Origin) -> ObservationContext:
    device = DeviceObserverIdentifyingAttributes(
        uid=uid(origin.shared.identifier("dicom device")), name=MAKER, manufacturer_name=MAKER,
        model_name=", ".join(origin.versions), serial_number=SERIAL,
    )  # fmt: skip
    return ObservationContext(observer_device_context=ObserverContext(codes.DCM.Device, device))


def _group(
    origin: Origin, ground: Dataset, segmentation: Dataset, regions: Sequence[str], region: str
) -> PlanarROIMeasurementsAndQualitativeEvaluations:
    name, identifier = tracking(origin, region)
    number = segment_number(regions, region)
    frame = ReferencedSegmentationFrame(
        segmentation.SOPClassUID, segmentation.SOPInstanceUID, number, number,
        SourceImageForSegmentation.from_source_image(ground),
    )  # fmt: skip
    del frame[0].ReferencedSOPSequence[0].ReferencedSegmentNumber  # PS3.3, table 10-3: either this or the frame
    return PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=TrackingIdentifier(identifier, name),
        referenced_segment=frame,
        finding_category=codes.SCT.MorphologicallyAbnormalStructure,
        finding_type=PIGMENT_SPOTS,
        finding_sites=[FindingSite(site(region), side(region))],
        algorithm_id=AlgorithmIdentification(*origin.algorithm, manufacturer=MAKER),
        measurements=list(_measurements(origin, region)),
    )


def _measurements(origin: Origin, region: str) -> Iterator[Measurement]:
    document = origin.shared.document
    measures: Mapping[str, Any] = document["regions"][region]
    reason = _REFUSED if document["is_refused"] and measures["spot_ratio"] is None else _NOTHING_THERE
    for measure in MEASURES:
        code = own(measure.code, measure.words)
        yield _measurement(code, measure, measures.get(measure.key), reason)
    for interval in INTERVALS:
        for code, key in zip(ends_of(interval), interval.keys, strict=True):
            yield _measurement(code, SPOT_RATIO, measures.get(key), reason)


def ends_of(interval: Interval) -> tuple[Code, Code]:
    """Return the codes of the two ends of an interval."""
    return (
        own(f"{interval.code}-lo", f"Lower end of the {interval.words}"),
        own(f"{interval.code}-hi", f"Upper end of the {interval.words}"),
    )


def _measurement(code: Code, measure: Measure, value: float | None, reason: Code) -> Measurement:
    if value is None:
        return Measurement(code, 0, unit(measure.unit), qualifier=reason)  # _empty_absent takes the number away
    return Measurement(code, as_number(measure.outside(value)), unit(measure.unit))


def _empty_absent(items: Iterable[Dataset]) -> None:
    """Take the number from measures that say why there is none (PS3.3, section C.18.1); highdicom builds none such."""
    for one in items:
        if "NumericValueQualifierCodeSequence" in one:
            one.MeasuredValueSequence = []
        _empty_absent(one.get("ContentSequence", []))
