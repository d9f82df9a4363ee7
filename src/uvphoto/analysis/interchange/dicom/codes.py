"""Codes and identifiers of DICOM."""

from uuid import UUID

from highdicom.sr import CodedConcept
from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

from uvphoto.analysis.interchange.measures import SITES
from uvphoto.analysis.interchange.shared import NAMESPACE

SCHEME = "99UVPHOTO"
"""Designator of our own codes; those that begin with 99 are private (PS3.16, section 8.2)."""
_SIDES = {
    "left": Code("7771000", "SCT", "Left"),
    "right": Code("24028007", "SCT", "Right"),
    "both": Code("51440002", "SCT", "Bilateral"),
}
_UNITS = {
    "1": "no units", "%": "percent", "{spots}": "spots", "/cm2": "per square centimetre", "mm": "millimetre",
    "mm2": "square millimetre",
}  # fmt: skip


def uid(identifier: UUID) -> str:
    """Return a UUID as DICOM writes identifiers (PS3.5, section B.2)."""
    return f"2.25.{identifier.int}"


def own(code: str, words: str) -> Code:
    """Return a code of ours."""
    return Code(code, SCHEME, words)


def unit(code: str) -> Code:
    """Return a unit of UCUM."""
    return Code(code, "UCUM", _UNITS[code])


def site(region: str) -> Code:
    """Return where a region lies, without its side."""
    return Code(SITES[region].snomed, "SCT", SITES[region].meaning)


def side(region: str) -> Code | None:
    """Return on which side a region lies; None in the middle."""
    return _SIDES.get("both" if region == "cheeks" else SITES[region].side)


def item(code: Code) -> CodedConcept:
    """Return a code as an item of a sequence (PS3.3, section 8.8)."""
    return CodedConcept.from_code(code)


def scheme() -> Dataset:
    """Return what our codes are, for an object that uses them."""
    told = Dataset()
    told.CodingSchemeDesignator = SCHEME
    told.CodingSchemeUID = uid(NAMESPACE)
    told.CodingSchemeName = "Measures of pigment spots by uvphoto"
    return told
