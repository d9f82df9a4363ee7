"""Spots and skin by region as a Segmentation (PS3.3, section A.51)."""

from collections.abc import Iterator, Sequence

import numpy as np
from highdicom.content import AlgorithmIdentificationSequence
from highdicom.seg import Segmentation, SegmentationTypeValues, SegmentDescription
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from uvphoto.analysis.interchange.dicom.codes import item, own, side, site, uid
from uvphoto.analysis.interchange.dicom.common import MAKER, SERIAL, SPOTS, Origin, long_string, settle_computed
from uvphoto.analysis.interchange.measures import words_of
from uvphoto.analysis.interchange.pictures import SharedPictures
from uvphoto.skin.regions import skin_of

PIGMENT_SPOTS = own("pigment-spots", "Pigment spots")
_DETECTION = own("spot-detection", "Detection of pigment spots")
_FINDING = own("skin-finding", "Finding of facial skin")
_LABEL = "SPOTS_AND_SKIN"


def segment_number(regions: Sequence[str], region: str) -> int:
    """Return the number of the segment of a region's spots, which is that of its frame too."""
    return 1 + regions.index(region)


def tracking(origin: Origin, region: str) -> tuple[str, str]:
    """Return by which name and identifier the spots of a region are known in segmentation and report."""
    name = f"{origin.shared.name} {words_of(region)}"
    return name, uid(origin.shared.identifier("dicom spots", region))


def segment(origin: Origin, ground: Dataset, pictures: SharedPictures, regions: Sequence[str]) -> Segmentation:
    """Return the spots of each region, and after them its skin; a segment without a pixel has its frame, too.

    Args:
        origin: the analysis.
        ground: the photo in which spots were sought.
        pictures: what was found in it.
        regions: names of areas, in their order.

    """
    masks = [*_masks(pictures, regions, pictures.spots), *_masks(pictures, regions, pictures.skin)]
    made = Segmentation(
        source_images=[ground],
        pixel_array=np.stack(masks, axis=-1)[np.newaxis],  # (1, H, W, segments)
        segmentation_type=SegmentationTypeValues.BINARY,
        segment_descriptions=list(_descriptions(origin, regions)),
        series_instance_uid=origin.series_uid(SPOTS),
        series_number=SPOTS.number,
        sop_instance_uid=origin.object_uid(SPOTS),
        instance_number=1,
        manufacturer=MAKER,
        manufacturer_model_name=MAKER,
        software_versions=MAKER,
        device_serial_number=SERIAL,
        omit_empty_frames=False,
        content_label=_LABEL,
        content_description="Pigment spots and skin by region; no diagnosis",
    )
    settle_computed(made, origin, SPOTS, is_synthetic=ground.SyntheticData == "YES")
    made.PatientOrientation = ""
    made.RecognizableVisualFeatures = "YES"  # the pattern of spots identifies a person, too
    # Without a place in space, highdicom writes a spacing that it refuses to read; the photo has it.
    made.SharedFunctionalGroupsSequence[0].pop("PixelMeasuresSequence", None)
    _organise(made, uid(origin.shared.identifier("dicom dimensions")))
    return made


def _masks(pictures: SharedPictures, regions: Sequence[str], found: NDArray[np.bool_]) -> Iterator[NDArray[np.uint8]]:
    for region in regions:
        yield (found & skin_of(region, pictures.regions, pictures.skin)).astype(np.uint8)


def _descriptions(origin: Origin, regions: Sequence[str]) -> Iterator[SegmentDescription]:
    name, version = origin.algorithm
    detector = AlgorithmIdentificationSequence(name, _DETECTION, version, source=MAKER)
    parser = long_string(str(origin.shared.document.get("skin_mask_from", "unknown")))
    finder = AlgorithmIdentificationSequence("uvphoto-skin", _FINDING, parser, source=MAKER)
    for region in regions:
        tracked, identifier = tracking(origin, region)
        yield _at(region, SegmentDescription(
            segment_number(regions, region), f"Spots, {words_of(region)}", codes.SCT.MorphologicallyAbnormalStructure,
            PIGMENT_SPOTS, "AUTOMATIC", detector, identifier, tracked,
        ))  # fmt: skip
    for region in regions:
        yield _at(region, SegmentDescription(
            len(regions) + segment_number(regions, region), f"Skin, {words_of(region)}", codes.SCT.AnatomicalStructure,
            codes.SCT.Skin, "AUTOMATIC", finder,
        ))  # fmt: skip


def _at(region: str, segment: SegmentDescription) -> SegmentDescription:
    """Return a segment with the place where it lies."""
    place, its_side = item(site(region)), side(region)
    if its_side is not None:
        place.AnatomicRegionModifierSequence = [item(its_side)]
    segment.AnatomicRegionSequence = [place]
    return segment


def _organise(made: Segmentation, identifier: str) -> None:
    """Name the order of the frames by our identifier; highdicom draws one."""
    made.DimensionOrganizationSequence[0].DimensionOrganizationUID = identifier
    for index in made.DimensionIndexSequence:
        index.DimensionOrganizationUID = identifier
