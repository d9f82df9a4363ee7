"""What all objects of an analysis say alike: of whom, when, by what."""

from dataclasses import dataclass
from datetime import date

from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from uvphoto.analysis.analyse import Source
from uvphoto.analysis.files import RECORD
from uvphoto.analysis.interchange.dicom.codes import item, scheme, uid
from uvphoto.analysis.interchange.shared import SharedAnalysis
from uvphoto.errors import FileError, SettingsError

MAKER = "uvphoto"
SERIAL = "none"  # software has no number, and DICOM wants one
_FORMAT = "dicom 1"  # to be raised with every change of what is written: one identifier stands for one content
_LONG = 64  # characters that LO holds, and a part of PN (PS3.5, section 6.2)
_DIGITS = 8
_MIDNIGHT = "000000"  # the time of day is not known


@dataclass(frozen=True)
class Series:
    """One object of an analysis, which is a series of its own.

    Attributes:
        key: by which its identifiers are made.
        number: of the series.
        description: what it is, at most 64 letters.
        file: name of its file.

    """

    key: str
    number: int
    description: str
    file: str


COLOUR = Series("colour", 1, "Colour photo", "colour.dcm")
UV = Series("uv", 2, "UV photo", "uv.dcm")
SPOTS = Series("spots", 3, "Pigment spots and skin by region", "spots.dcm")
REPORT = Series("measures", 4, "Measures of pigment spots; no diagnosis", "measures.dcm")


@dataclass(frozen=True)
class Origin:
    """An analysis, and what its objects have in common.

    Attributes:
        shared: the analysis.
        visit: when the photo was taken.
        source: in which picture spots were sought.
        mm_per_pixel: scale of its pictures.
        scale_from: how it is known.

    """

    shared: SharedAnalysis
    visit: date
    source: Source
    mm_per_pixel: float
    scale_from: str

    @classmethod
    def of(cls, shared: SharedAnalysis, source: Source) -> "Origin":
        """Read what objects have in common.

        Raises:
            SettingsError: nobody says when the photo was taken.
            FileError: the analysis does not tell its scale.

        """
        visit = shared.subject.visit
        if visit is None:
            raise SettingsError("DICOM has to say when a photo was taken; give --visit, like 2026-01-31.")
        document, record = shared.document, shared.folder / RECORD
        if not document["algorithm"].strip() or not document["made_by"].strip():
            raise FileError(record, "does not tell what made it", "Analyse the photo again")
        scale, told = document.get("mm_per_pixel"), document.get("scale_from")
        if not isinstance(scale, float | int) or isinstance(scale, bool) or not scale > 0 or not isinstance(told, str):
            raise FileError(record, "does not tell the scale of the photo", "Analyse the photo again")
        return cls(shared, visit, source, float(scale), told)

    def series_uid(self, series: Series) -> str:
        """Return the identifier of a series."""
        return uid(self.shared.identifier(_FORMAT, "series", series.key))

    def object_uid(self, series: Series) -> str:
        """Return the identifier of the object in a series."""
        return uid(self.shared.identifier(_FORMAT, "object", series.key))

    @property
    def versions(self) -> list[str]:
        """What made the numbers: the software, the detector, and the weights where there are any."""
        document = self.shared.document
        told = [long_string(document["algorithm"]), long_string(document["made_by"])]
        if document["weights"] is None:
            return told
        return [long_string(f"weights {document['weights']['name']}"), document["weights"]["sha256"], *told]

    @property
    def algorithm(self) -> tuple[str, str]:
        """Name and version of the detector."""
        name, _, version = str(self.shared.document["algorithm"]).strip().rpartition(" ")
        return long_string(name or version), long_string(version)


def long_string(text: str) -> str:
    """Return as much of a text as LO holds with one sign of padding: in one line, with nothing that parts values."""
    return " ".join(text.replace("\\", "/").split())[: _LONG - 1]


def identify(dataset: Dataset, origin: Origin) -> None:
    """Write of whom an object is, under the pseudonym alone, and to which study it belongs."""
    subject = origin.shared.subject
    dataset.PatientID = subject.person
    dataset.PatientName = f"{subject.person[: _LONG - 1]}^"  # a family name alone, as DICOM wants it told
    if subject.issuer:
        issuer = Dataset()
        issuer.UniversalEntityID, issuer.UniversalEntityIDType = subject.issuer, "URI"
        dataset.IssuerOfPatientIDQualifiersSequence = [issuer]
    dataset.PatientBirthDate = dataset.PatientSex = ""
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = "Made under a pseudonym; of files nothing but pixels"
    dataset.StudyInstanceUID = uid(origin.shared.visit_uuid)
    dataset.StudyID = origin.shared.visit_uuid.hex[:_DIGITS]
    dataset.StudyDate, dataset.StudyTime = origin.visit.strftime("%Y%m%d"), _MIDNIGHT
    dataset.StudyDescription = "Pigment spots of the face"
    dataset.AccessionNumber = dataset.ReferringPhysicianName = ""


def settle(dataset: Dataset, origin: Origin, series: Series, *, is_synthetic: bool) -> None:
    """Write what an object is, so that the same analysis makes the same object again."""
    dataset.SpecificCharacterSet = "ISO_IR 192"  # UTF-8
    dataset.SOPInstanceUID = origin.object_uid(series)
    dataset.SeriesInstanceUID = origin.series_uid(series)
    dataset.SeriesNumber, dataset.InstanceNumber = series.number, 1
    dataset.SeriesDescription = series.description
    dataset.ContentDate, dataset.ContentTime = origin.visit.strftime("%Y%m%d"), _MIDNIGHT
    dataset.SyntheticData = "YES" if is_synthetic else "NO"
    for stamp in ("InstanceCreationDate", "InstanceCreationTime"):
        dataset.pop(stamp, None)


def settle_computed(dataset: Dataset, origin: Origin, series: Series, *, is_synthetic: bool) -> None:
    """Write what an object is that uvphoto computed and highdicom built.

    Highdicom notes when and in which version it did so, and takes what computed a photo for its camera; neither stays.
    """
    settle(dataset, origin, series, is_synthetic=is_synthetic)
    dataset.Manufacturer = dataset.ManufacturerModelName = MAKER
    dataset.SoftwareVersions = origin.versions
    dataset.CodingSchemeIdentificationSequence = [scheme()]
    dataset.pop("ContributingEquipmentSequence", None)


def reference(origin: Origin, series: Series, sop_class: str, purpose: Code) -> Dataset:
    """Return a reference to another object of the analysis."""
    referred = Dataset()
    referred.ReferencedSOPClassUID = sop_class
    referred.ReferencedSOPInstanceUID = origin.object_uid(series)
    referred.PurposeOfReferenceCodeSequence = [item(purpose)]
    return referred


def contribution(origin: Origin, what: str) -> Dataset:
    """Return what software did to an object."""
    told = Dataset()
    told.PurposeOfReferenceCodeSequence = [item(codes.DCM.SynthesizingEquipment)]
    told.Manufacturer = told.ManufacturerModelName = MAKER
    told.SoftwareVersions = origin.versions
    told.ContributionDescription = what
    return told
