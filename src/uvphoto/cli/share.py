"""The verb that hands analyses over in the forms that other systems read."""

from datetime import datetime
from enum import StrEnum
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


def share(
    analyses: Annotated[list[Path], typer.Argument(help="What uvphoto analyse wrote: the folder given with --out.")],
    *,
    form: Annotated[Form, typer.Option(help="fhir.")],
    out: Annotated[Path, typer.Option(help="Folder for the files; made where it is missing.")],
    person: Annotated[str, typer.Option(help="The pseudonym: letters, digits, - _ and dots.")],
    visit: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When the photos were taken, like 2026-01-31.")
    ] = None,
    issuer: Annotated[
        str, typer.Option(help="Address of who gives pseudonyms; with it a person is the same one in all files.")
    ] = "",
) -> None:
    """Hand analyses over as other systems read them.

    As FHIR R5: a bundle for each analysis, with an Observation for each region. Names of files, which may tell those of
    people, stay behind. Tables (CSV) and JSON are what uvphoto analyse writes.
    """
    from uvphoto.analysis.interchange.shared import SharedAnalysis, Subject, find_folders
    from uvphoto.longitudinal.record.pseudonyms import check_pseudonym

    subject = Subject(check_pseudonym(person), _address(issuer), None if visit is None else visit.date())
    shared = [SharedAnalysis.read(folder, subject) for path in analyses for folder in find_folders(path)]
    write = {Form.FHIR: _write_fhir}[form]
    for one in shared:
        typer.echo(f"{one.folder}: {write(one, out)}")


def _write_fhir(shared: "SharedAnalysis", out: Path) -> Path:
    with needs_extra("Results as FHIR", "fhir"):
        from uvphoto.analysis.interchange.fhir.bundle import ENDING, write_bundle

    path = out / f"{shared.name}{ENDING}"
    write_bundle(path, shared)
    return path


def _address(issuer: str) -> str:
    if not issuer or (":" in issuer and not any(letter.isspace() for letter in issuer)):
        return issuer
    raise SettingsError(f"--issuer {issuer!r} is no address: write it like https://clinic.example/study-7.")
