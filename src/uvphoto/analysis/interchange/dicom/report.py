"""The measures of an analysis as a structured report: Enhanced SR by template 1500 (PS3.16, Measurement Report)."""

from collections.abc import Iterator, Mapping, Sequence
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
from uvphoto.analysis.interchange.dicom.common import MAKER, REPORT, SERIAL, Origin, settle_computed
from uvphoto.analysis.interchange.dicom.segmentation import PIGMENT_SPOTS, segment_number, tracking
from uvphoto.analysis.interchange.measures import INTERVALS, MEASURES, SPOT_RATIO, Interval, as_number

_ENGLISH = CodedConcept("en-GB", "RFC5646", "English (United Kingdom)")


def report(origin: Origin, ground: Dataset, segmentation: Dataset, regions: Sequence[str]) -> EnhancedSR:
    """Return the measures of all regions.

    A value that an analysis does not tell is left out. The standard knows measures without a number, which say why, but
    readers stumble over them, highdicom among them.

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
        series_instance_uid=origin.series_uid(REPORT),
        series_number=REPORT.number,
        sop_instance_uid=origin.object_uid(REPORT),
        instance_number=1,
        manufacturer=MAKER,
        is_complete=True,
    )
    settle_computed(made, origin, REPORT, is_synthetic=ground.SyntheticData == "YES")
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
    measures: Mapping[str, Any] = origin.shared.document["regions"][region]
    told = [(own(one.code, one.words), one, one.key) for one in MEASURES]
    for interval in INTERVALS:
        told += [(code, SPOT_RATIO, key) for code, key in zip(_ends_of(interval), interval.keys, strict=True)]
    for code, measure, key in told:
        value = measures.get(key)
        if value is not None:
            yield Measurement(code, as_number(measure.outside(value)), unit(measure.unit))


def _ends_of(interval: Interval) -> tuple[Code, Code]:
    """Return the codes of the two ends of an interval."""
    return (
        own(f"{interval.code}-lo", f"Lower end of the {interval.words}"),
        own(f"{interval.code}-hi", f"Upper end of the {interval.words}"),
    )
