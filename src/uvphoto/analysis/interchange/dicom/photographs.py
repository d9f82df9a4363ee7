"""The photos of an analysis as VL Photographic Images (PS3.3, section A.32.4)."""

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sr.codedict import codes
from pydicom.uid import ExplicitVRLittleEndian, VLPhotographicImageStorage
from pydicom.valuerep import DS

from uvphoto.analysis.analyse import Source
from uvphoto.analysis.interchange.dicom.codes import item, site
from uvphoto.analysis.interchange.dicom.common import (
    COLOUR,
    MAKER,
    UV,
    Origin,
    Series,
    contribution,
    identify,
    long_string,
    reference,
    settle,
)
from uvphoto.analysis.interchange.pictures import SharedPicture
from uvphoto.conversion.scale import ScaleSource
from uvphoto.picture import Format
from uvphoto.picture.colour import srgb_profile

_METHODS = {Format.JPEG: "ISO_10918_1", Format.HEIC: "ISO_23008_2", Format.WEBP: "VP8"}
_BITS = 8  # PS3.3, section C.8.12.1.1.2
_CLASS_OF_PROFILE = slice(12, 16)  # ICC.1, table 17
_TONES = "Grey values have the tone curve of sRGB."
SYNTHETIC = "Synthetic UV photo: computed from a colour photo by a trained network, not taken by a camera in UV light."


def make_colour(origin: Origin, picture: SharedPicture) -> Dataset:
    """Return the colour photo, with the profile of sRGB."""
    dataset = _photograph(origin, picture, COLOUR, is_synthetic=picture.is_synthetic)
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    dataset.Manufacturer = ""  # the file's own words on its device stay behind
    return dataset


def make_uv(origin: Origin, picture: SharedPicture) -> Dataset:
    """Return the UV photo: grey values with the tone curve of sRGB; of a synthetic one all that says so."""
    if origin.source is Source.TAKEN:
        dataset = _photograph(origin, picture, UV, is_synthetic=picture.is_synthetic)
        dataset.ImageType = ["ORIGINAL", "PRIMARY"]
        dataset.Manufacturer = ""
        _comment(dataset, "UV photo taken by a camera.", _TONES)
        return dataset
    dataset = _photograph(origin, picture, UV, is_synthetic=True)
    dataset.SeriesDescription = "Synthetic UV photo: computed, not taken by a camera"
    dataset.ImageType = ["DERIVED", "SECONDARY", "", "SYNTHETIC"]
    dataset.Manufacturer = dataset.ManufacturerModelName = MAKER
    dataset.SoftwareVersions = origin.versions
    _comment(dataset, SYNTHETIC, _TONES)
    dataset.DerivationDescription = SYNTHETIC
    purpose = codes.DCM.SourceImageForImageProcessingOperation
    dataset.SourceImageSequence = [reference(origin, COLOUR, VLPhotographicImageStorage, purpose)]
    dataset.ContributingEquipmentSequence = [contribution(origin, SYNTHETIC)]
    return dataset


def input_profile() -> bytes:
    """Return the profile of sRGB as one of an input device, the only class that DICOM takes (PS3.3, C.11.15.1.1)."""
    profile = bytearray(srgb_profile())
    profile[_CLASS_OF_PROFILE] = b"scnr"
    return bytes(profile)


def _photograph(origin: Origin, picture: SharedPicture, series: Series, *, is_synthetic: bool) -> Dataset:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = VLPhotographicImageStorage
    dataset.Modality = "XC"  # photography by an external camera
    identify(dataset, origin)
    settle(dataset, origin, series, is_synthetic=is_synthetic)
    dataset.PatientOrientation, dataset.BodyPartExamined = "", "FACE"
    dataset.RecognizableVisualFeatures = "YES"  # a face
    dataset.AnatomicRegionSequence = [item(site("face"))]
    dataset.AcquisitionContextSequence = []
    _write_scale(dataset, origin)
    _write_loss(dataset, picture)
    _write_pixels(dataset, picture)
    if picture.bit_depth > _BITS:
        _comment(dataset, f"Rounded from {picture.bit_depth} bit to {_BITS}, as these objects hold no more.")
    return dataset


def _comment(dataset: Dataset, *sentences: str) -> None:
    dataset.ImageComments = " ".join([*([dataset.ImageComments] if "ImageComments" in dataset else []), *sentences])


def _write_scale(dataset: Dataset, origin: Origin) -> None:
    """Write the size of a pixel in the plane of the face, and by what it was estimated where nobody gave it."""
    spacing = DS(origin.mm_per_pixel, auto_format=True)
    dataset.PixelSpacing = [spacing, spacing]
    words = f"Scale {origin.scale_from}"
    _comment(dataset, f"{words}.")
    if origin.scale_from != ScaleSource.GIVEN:
        dataset.PixelSpacingCalibrationType = "FIDUCIAL"  # by what is seen in the photo
        dataset.PixelSpacingCalibrationDescription = long_string(words)


def _write_loss(dataset: Dataset, picture: SharedPicture) -> None:
    dataset.LossyImageCompression = "00" if picture.lossy is None else "01"
    if picture.lossy is not None:
        dataset.LossyImageCompressionMethod = _METHODS[picture.lossy]
        dataset.LossyImageCompressionRatio = round(picture.ratio, 2)


def _write_pixels(dataset: Dataset, picture: SharedPicture) -> None:
    samples = picture.samples
    is_colour = samples.ndim == 3
    dataset.set_pixel_data(samples, "RGB" if is_colour else "MONOCHROME2", _BITS, generate_instance_uid=False)
    if is_colour:
        dataset.ICCProfile = input_profile()
        dataset.ColorSpace = "SRGB"
    else:
        dataset.PresentationLUTShape = "IDENTITY"
