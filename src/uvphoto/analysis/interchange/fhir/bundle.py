"""An analysis as one Bundle of FHIR R5: an Observation for each region, and all that they refer to."""

import base64
import hashlib
from pathlib import Path

from fhir.resources.attachment import Attachment
from fhir.resources.bundle import Bundle, BundleEntry
from fhir.resources.codeableconcept import CodeableConcept
from fhir.resources.device import Device, DeviceName, DeviceVersion
from fhir.resources.documentreference import DocumentReference, DocumentReferenceContent
from fhir.resources.identifier import Identifier
from fhir.resources.patient import Patient
from fhir.resources.reference import Reference
from fhir.resources.resource import Resource
from pydantic import ValidationError

from uvphoto.analysis.documents import find_uv_photo
from uvphoto.analysis.files import RECORD
from uvphoto.analysis.interchange.fhir.codes import code_system
from uvphoto.analysis.interchange.fhir.observation import Links, observe
from uvphoto.analysis.interchange.shared import SharedAnalysis
from uvphoto.analysis.interchange.writing import write_shared
from uvphoto.errors import FileError

ENDING = ".fhir.json"
_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".tif": "image/tiff", ".tiff": "image/tiff",
          ".webp": "image/webp"}  # fmt: skip


def write_bundle(path: Path, shared: SharedAnalysis) -> None:
    """Write a bundle as JSON, whole or not at all; the same input gives the same bytes.

    Raises:
        FileError: the place cannot be written, or the analysis holds what FHIR does not take.

    """
    try:
        text = make_bundle(shared).model_dump_json(indent=1)
    except ValidationError as error:
        problem = f"cannot be told as FHIR ({error.errors()[0]['msg']})"
        raise FileError(shared.folder / RECORD, problem, "Analyse the photo again") from error
    write_shared(path, f"{text}\n".encode())


def make_bundle(shared: SharedAnalysis) -> Bundle:
    """Return a bundle; names of files, which may tell those of people, are not in it.

    Args:
        shared: the analysis.

    """
    patient, device, photo = _patient(shared), _device(shared), _photo(shared)
    links = Links(*(Reference(reference=_address(one)) for one in (patient, device, photo)))
    regions = [observe(shared, region, links) for region in shared.document["regions"]]
    codes = code_system(str(shared.identifier("codes")))
    identifier = str(shared.identifier("bundle"))
    return Bundle(
        id=identifier,
        identifier=Identifier(system="urn:ietf:rfc:3986", value=f"urn:uuid:{identifier}"),
        type="collection",
        entry=[
            BundleEntry(fullUrl=_address(one), resource=one) for one in (patient, device, photo, codes, *regions)
        ],
    )  # fmt: skip


def _patient(shared: SharedAnalysis) -> Patient:
    subject = shared.subject
    identifier = Identifier(use="secondary", system=subject.issuer or None, value=subject.person)
    return Patient(id=str(shared.person_uuid), identifier=[identifier])


def _device(shared: SharedAnalysis) -> Device:
    """Return the software, with the versions of all that decides its numbers."""
    document = shared.document
    versions = {"software": document["made_by"], "detector of spots": document["algorithm"]}
    if document["weights"] is not None:
        versions["weights"] = f"{document['weights']['name']}, SHA-256 {document['weights']['sha256']}"
    return Device(
        id=str(shared.identifier("device")),
        name=[DeviceName(value="uvphoto", type="user-friendly-name", display=True)],
        type=[CodeableConcept(text="Software that measures photos; not a medical device")],
        version=[DeviceVersion(type=_text(what), value=value) for what, value in versions.items()],
    )


def _photo(shared: SharedAnalysis) -> DocumentReference:
    """Return the photo in which spots were sought: what it is, and its check sum where it is there."""
    file = find_uv_photo(shared.folder, shared.document)
    title = str(shared.document["spots_found_in"])
    attachment = Attachment(title=title)
    if file is not None:
        data = file.read_bytes()
        digits = hashlib.sha1(data, usedforsecurity=False).digest()  # as FHIR has it
        kind = _TYPES.get(file.suffix.lower())
        attachment = Attachment(title=title, contentType=kind, size=len(data), hash=base64.b64encode(digits))
    return DocumentReference(
        id=str(shared.identifier("photo")),
        status="current",
        description=f"{title}; to be had from whoever made the analysis",
        content=[DocumentReferenceContent(attachment=attachment)],
    )


def _text(text: str) -> CodeableConcept:
    return CodeableConcept(text=text)


def _address(resource: Resource) -> str:
    return f"urn:uuid:{resource.id}"
