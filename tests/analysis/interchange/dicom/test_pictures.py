"""Photos and segmentation, read by pydicom: pixels, masks, and what is said of them."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from pydicom.dataset import Dataset

from uvphoto.analysis.interchange.dicom.photographs import input_profile
from uvphoto.analysis.interchange.shared import SharedAnalysis
from uvphoto.picture import write_colour, write_uv

Make = Callable[..., SharedAnalysis]
Write = Callable[..., dict[str, Dataset]]
FOUND_IN_COLOUR = "colour photo, along its pigment axis"
TAKEN = "UV photo taken by a camera"


def meaning(sequence: list[Dataset]) -> tuple[str, str]:
    return sequence[0].CodingSchemeDesignator, sequence[0].CodeValue


def test_pixels_come_back_as_they_are(draw: Make, write: Write, photo: Path) -> None:
    shared = draw()
    read = write(shared, photo.parent)
    assert list(read) == ["colour", "measures", "spots", "uv"]
    colour, uv = read["colour"], read["uv"]
    assert np.array_equal(colour.pixel_array, np.asarray(Image.open(photo)))
    assert np.array_equal(uv.pixel_array, np.asarray(Image.open(shared.folder / "Jane Doe_uv.png")))
    assert (colour.PhotometricInterpretation, uv.PhotometricInterpretation) == ("RGB", "MONOCHROME2")
    assert len(colour.PixelData) % 2 == len(uv.PixelData) % 2 == 0
    assert colour.LossyImageCompression == uv.LossyImageCompression == "00"


def test_a_synthetic_photo_says_so_everywhere(draw: Make, write: Write, photo: Path) -> None:
    read = write(draw(), photo.parent)
    colour, uv = read["colour"], read["uv"]
    assert list(uv.ImageType) == ["DERIVED", "SECONDARY", "", "SYNTHETIC"]
    for text in (uv.SeriesDescription, uv.ImageComments, uv.DerivationDescription):
        assert "ynthetic UV photo: computed" in text
        assert "not taken by a camera" in text
    assert [read[name].SyntheticData for name in ("uv", "spots", "measures")] == ["YES"] * 3
    source = uv.SourceImageSequence[0]
    assert source.ReferencedSOPInstanceUID == colour.SOPInstanceUID
    assert source.ReferencedSOPClassUID == colour.SOPClassUID
    made_by = uv.ContributingEquipmentSequence[0]
    assert meaning(made_by.PurposeOfReferenceCodeSequence) == ("DCM", "109100")  # synthesizing equipment
    assert {"weights w", "ab" * 32, "uvphoto 1.2", "uvphoto-spots 1"} == set(made_by.SoftwareVersions)
    assert list(colour.ImageType) == ["ORIGINAL", "PRIMARY"]
    assert colour.SyntheticData == "NO"
    assert not {"DerivationDescription", "SourceImageSequence", "ContributingEquipmentSequence"} & set(colour.dir())


def test_a_photo_that_a_camera_took_is_told_as_one(draw: Make, write: Write, photo: Path) -> None:
    taken = photo.parent / "of the camera.png"
    write_uv(taken, np.random.default_rng(3).random((41, 35)))
    known = hashlib.sha256(taken.read_bytes()).hexdigest()
    shared = draw(spots_found_in=TAKEN, weights=None, asked={"files": ["0" * 64, known]})
    read = write(shared, photo.parent)
    assert np.array_equal(read["uv"].pixel_array, np.asarray(Image.open(taken)))
    assert list(read["uv"].ImageType) == ["ORIGINAL", "PRIMARY"]
    assert {one.SyntheticData for one in read.values()} == {"NO"}


def test_spots_that_were_found_in_the_colour_photo_lie_on_it(draw: Make, write: Write, photo: Path) -> None:
    read = write(draw(spots_found_in=FOUND_IN_COLOUR), photo.parent)
    referred = read["spots"].ReferencedSeriesSequence[0].ReferencedInstanceSequence[0]
    assert referred.ReferencedSOPInstanceUID == read["colour"].SOPInstanceUID
    assert read["uv"].SyntheticData == "YES"


def test_scale_is_told_with_what_it_rests_on(draw: Make, write: Write) -> None:
    uv = write(draw())["uv"]
    assert list(uv.PixelSpacing) == [0.4, 0.4]
    assert uv.PixelSpacingCalibrationDescription == "Scale from the pupils, assumed 63 mm apart"
    given = write(draw(scale_from="given"))["uv"]
    assert "PixelSpacingCalibrationType" not in given
    assert "Scale given." in given.ImageComments


def test_segments_are_the_spots_and_the_skin_of_each_region(draw: Make, write: Write) -> None:
    shared = draw()
    spots, skin, regions = (np.asarray(Image.open(shared.folder / f"{name}.png")) for name in
                            ("spots", "skin_mask", "regions"))  # fmt: skip
    cheek, chin = (skin > 0) & (regions == 2), (skin > 0) & (regions == 5)
    read = write(shared)
    segmentation = read["spots"]
    assert segmentation.SegmentationType == "BINARY"
    expected = [cheek & (spots > 0), chin & (spots > 0), cheek, chin]
    assert 0 < expected[0].sum() < cheek.sum()
    assert chin.sum() == 0  # it has its frames all the same
    assert np.array_equal(segmentation.pixel_array.astype(bool), expected)
    labels = [one.SegmentLabel for one in segmentation.SegmentSequence]
    assert labels == ["Spots, left cheek", "Spots, chin", "Skin, left cheek", "Skin, chin"]
    numbers = [one.SegmentIdentificationSequence[0].ReferencedSegmentNumber
               for one in segmentation.PerFrameFunctionalGroupsSequence]  # fmt: skip
    assert numbers == [one.SegmentNumber for one in segmentation.SegmentSequence] == [1, 2, 3, 4]
    first = segmentation.SegmentSequence[0]
    assert meaning(first.SegmentedPropertyTypeCodeSequence) == ("99UVPHOTO", "pigment-spots")
    assert meaning(first.AnatomicRegionSequence) == ("SCT", "36141000")
    assert meaning(first.AnatomicRegionSequence[0].AnatomicRegionModifierSequence) == ("SCT", "7771000")  # left
    frame = segmentation.PerFrameFunctionalGroupsSequence[0].DerivationImageSequence[0].SourceImageSequence[0]
    assert frame.ReferencedSOPInstanceUID == read["uv"].SOPInstanceUID


def test_the_profile_is_srgb_of_an_input_device(draw: Make, write: Write, photo: Path) -> None:
    profile = write(draw(), photo.parent)["colour"].ICCProfile
    assert profile.rstrip(b"\0") == input_profile().rstrip(b"\0")
    read = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    assert (read.profile.device_class, read.profile.xcolor_space.strip()) == ("scnr", "RGB")
    levels = np.random.default_rng(4).integers(0, 256, (64, 64, 3), np.uint8)
    through = ImageCms.profileToProfile(Image.fromarray(levels), read, ImageCms.createProfile("sRGB"))
    assert np.abs(np.asarray(through).astype(int) - levels).max() <= 1


def test_what_was_lost_before_is_told(draw: Make, write: Write, tmp_path: Path) -> None:
    lossy = tmp_path / "lossy" / "Jane Doe.jpg"
    lossy.parent.mkdir()
    write_colour(lossy, np.random.default_rng(1).random((41, 35, 3)))
    shared = draw(photo_sha256=hashlib.sha256(lossy.read_bytes()).hexdigest())
    colour = write(shared, lossy.parent)["colour"]
    assert np.array_equal(colour.pixel_array, np.asarray(Image.open(lossy)))
    assert (colour.LossyImageCompression, colour.LossyImageCompressionMethod) == ("01", "ISO_10918_1")
    assert colour.LossyImageCompressionRatio == pytest.approx(41 * 35 * 3 / lossy.stat().st_size, abs=0.01)
    pixels = np.random.default_rng(5).random((41, 35))
    write_uv(shared.folder / "Jane Doe_uv.png", pixels, bit_depth=16)
    deep = write(shared)["uv"]
    assert "Rounded from 16 bit to 8" in deep.ImageComments
    assert np.array_equal(deep.pixel_array, np.rint(np.rint(pixels * 65535) / 65535 * 255))
