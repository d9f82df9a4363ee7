"""An analysis that is to be handed over: what it says, of whom, and identifiers that are the same every time."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from uvphoto.analysis.documents import read_document
from uvphoto.analysis.files import RECORD
from uvphoto.analysis.record import DISCLAIMER
from uvphoto.errors import FileError

NAMESPACE = UUID("5f0c2b52-7a0e-5a1b-9d53-6d1f4d6f3c11")
"""Of all identifiers that are made here (RFC 9562, version 5)."""


@dataclass(frozen=True)
class Subject:
    """Whom an analysis is of.

    Attributes:
        person: the pseudonym.
        issuer: who gives pseudonyms, an address such as https://clinic.example/study-7; "" where nobody says. Only with
            it is a person the same one in several analyses: two places may well have a p0001 each.
        visit: when the photo was taken; None where nobody says.

    """

    person: str
    issuer: str = ""
    visit: date | None = None


@dataclass(frozen=True)
class SharedAnalysis:
    """An analysis that is to be handed over.

    Attributes:
        folder: that ``uvphoto analyse`` wrote of one photo.
        document: what it says.
        digest: SHA-256 of the document's file.
        subject: of whom.

    """

    folder: Path
    document: Mapping[str, Any] = field(repr=False)
    digest: str
    subject: Subject

    @classmethod
    def read(cls, folder: Path, subject: Subject) -> "SharedAnalysis":
        """Read an analysis.

        Raises:
            FileError: there is none in the folder, or it cannot be used.

        """
        document = read_document(folder / RECORD)
        return cls(folder, document, hashlib.sha256((folder / RECORD).read_bytes()).hexdigest(), subject)

    def identifier(self, *what: str) -> UUID:
        """Return an identifier of something in it: the same for the same analysis, subject and thing."""
        visit = "" if self.subject.visit is None else self.subject.visit.isoformat()
        return _derive(self.digest, self.subject.person, self.subject.issuer, visit, *what)

    @property
    def name(self) -> str:
        """Name for its files: the photo's own might tell a person's."""
        return _name(self.subject, self.digest)

    @property
    def person_uuid(self) -> UUID:
        """Identifier of the person: the same in all analyses where an issuer is told, else of this one alone."""
        if self.subject.issuer:
            return _derive("person", self.subject.issuer, self.subject.person)
        return self.identifier("person")

    @property
    def visit_uuid(self) -> UUID:
        """Identifier of the visit: the same in all its analyses where issuer and date are told, else of this one."""
        if self.subject.issuer and self.subject.visit is not None:
            return _derive("visit", self.subject.issuer, self.subject.person, self.subject.visit.isoformat())
        return self.identifier("visit")

    @property
    def notes(self) -> list[str]:
        """What has to be said with every number, one sentence or two each."""
        said = [DISCLAIMER, f"Spots were sought in: {self.document['spots_found_in']}."]
        if self.document["is_refused"]:
            said.append("The photo is one of those that should be refused.")
        said += [one["message"] for one in self.document["findings"]]
        without = self.document.get("no_intervals_because")
        return [*said, without] if isinstance(without, str) and without else said


def find_folders(path: Path) -> list[Path]:
    """Return the folders of analyses in what ``uvphoto analyse`` wrote: the one of a photo, or that of them all.

    Raises:
        FileError: there is none.

    """
    if (path / RECORD).is_file():
        return [path]
    folders = sorted(found.parent for found in path.glob(f"*/{RECORD}"))
    if not folders:
        raise FileError(path, "holds no analysis", "Give what uvphoto analyse wrote: the folder named with its --out")
    return folders


def name_together(several: Sequence[SharedAnalysis]) -> str:
    """Return a name for a file of several analyses of one subject: that of the analysis where there is but one."""
    first, *others = several
    digests = "\n".join(sorted({one.digest for one in several}))
    return _name(first.subject, hashlib.sha256(digests.encode()).hexdigest()) if others else first.name


def _name(subject: Subject, digest: str) -> str:
    return "_".join([subject.person, *([subject.visit.isoformat()] if subject.visit else []), digest[:8]])


def _derive(*parts: str) -> UUID:
    return uuid5(NAMESPACE, "\x1f".join(parts))
