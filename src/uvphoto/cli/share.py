"""The verb that hands analyses over in the forms that other systems read."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uvphoto.cli.extras import needs_extra
from uvphoto.errors import SettingsError

if TYPE_CHECKING:
    from uvphoto.analysis.interchange.shared import SharedAnalysis


class Form(StrEnum):
    """What others read."""

    FHIR = "fhir"
    DICOM = "dicom"
    CSV = "csv"
    JSON = "json"


def share(
    analyses: Annotated[list[Path], typer.Argument(help="What uvphoto analyse wrote: the folder given with --out.")],
    *,
    form: Annotated[Form, typer.Option(help="fhir, dicom, csv or json.")],
    out: Annotated[Path, typer.Option(help="Folder for the files; made where it is missing.")],
    person: Annotated[str, typer.Option(help="The pseudonym: letters, digits, - _ and dots.")],
    visit: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When the photos were taken, like 2026-01-31.")
    ] = None,
    issuer: Annotated[
        str, typer.Option(help="Address of who gives pseudonyms; with it a person is the same one in all files.")
    ] = "",
    photos: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the photos themselves; with it DICOM hands over the colour photos, faces and all."
        ),
    ] = None,
) -> None:
    """Hand analyses over as other systems read them.

    As FHIR R5: a bundle for each analysis, with an Observation for each region. As DICOM: a folder for each, with the
    UV photo, the spots as a segmentation, and a report of the measures. As CSV: one table of all; as JSON: a document
    for each. Names of files, which may tell those of people, stay behind.
    """
    from uvphoto.analysis.interchange.shared import SharedAnalysis, Subject, find_folders
    from uvphoto.longitudinal.record.pseudonyms import check_pseudonym

    subject = Subject(check_pseudonym(person), _address(issuer), None if visit is None else visit.date())
    if photos is not None and form is not Form.DICOM:
        raise SettingsError("--photos belongs to --form dicom; the other forms hold no pictures.")
    shared = [SharedAnalysis.read(folder, subject) for path in analyses for folder in find_folders(path)]
    if form is Form.CSV:
        typer.echo(_write_table(shared, out))
        return
    writers: dict[Form, Callable[[SharedAnalysis, Path], Path]] = {
        Form.FHIR: _write_fhir,
        Form.DICOM: partial(_write_dicom, photos=photos),
        Form.JSON: _write_json,
    }
    for one in shared:
        typer.echo(f"{one.folder}: {writers[form](one, out)}")


def _write_fhir(shared: "SharedAnalysis", out: Path) -> Path:
    with needs_extra("Results as FHIR", "fhir"):
        from uvphoto.analysis.interchange.fhir.bundle import ENDING, write_bundle

    path = out / f"{shared.name}{ENDING}"
    write_bundle(path, shared)
    return path


def _write_dicom(shared: "SharedAnalysis", out: Path, photos: Path | None) -> Path:
    with needs_extra("Results as DICOM", "dicom"):
        from uvphoto.analysis.interchange.dicom.study import ENDING, write_study

    folder = out / f"{shared.name}{ENDING}"
    write_study(folder, shared, photos)
    return folder


def _write_json(shared: "SharedAnalysis", out: Path) -> Path:
    from uvphoto.analysis.interchange.json_document import ENDING, write_document

    path = out / f"{shared.name}{ENDING}"
    write_document(path, shared)
    return path


def _write_table(shared: "list[SharedAnalysis]", out: Path) -> Path:
    from uvphoto.analysis.interchange.shared import name_together
    from uvphoto.analysis.interchange.table import ENDING, write_table

    path = out / f"{name_together(shared)}{ENDING}"
    write_table(path, shared)
    return path


def _address(issuer: str) -> str:
    if not issuer or (":" in issuer and not any(letter.isspace() for letter in issuer)):
        return issuer
    raise SettingsError(f"--issuer {issuer!r} is no address: write it like https://clinic.example/study-7.")
