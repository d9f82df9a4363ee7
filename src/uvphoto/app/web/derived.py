"""What jobs about several photos of a person have made: the newest of them, and their pictures and tables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from uvphoto.app.core import Core, core_of
from uvphoto.app.jobs.derived import CLOSE, COMPARED_PICTURES, FORETOLD_PICTURES, TRACKS
from uvphoto.app.store.jobs import Job
from uvphoto.app.store.rows import NotThereError
from uvphoto.app.web.ids import JobId, PersonId

router = APIRouter(prefix="/people/{person}/jobs/{job}")

_IS_CLOSE = re.compile(rf"{CLOSE}[0-9]{{1,6}}")


@dataclass(frozen=True)
class Asked:
    """A job that was asked for, and how many come before it."""

    job: Job | None
    ahead: int


@router.get("/pictures/{purpose}")
def show_picture(request: Request, person: PersonId, job: JobId, purpose: str) -> Response:
    """Show a picture that a job has made."""
    if purpose not in (*COMPARED_PICTURES, *FORETOLD_PICTURES) and not _IS_CLOSE.fullmatch(purpose):
        raise NotThereError
    data = core_of(request).stores.results.file_of_job(person, job, purpose)
    return Response(data, media_type="image/jpeg", headers={"cache-control": "private, max-age=300"})


@router.get("/files/tracks.csv")
def send_tracks(request: Request, person: PersonId, job: JobId) -> Response:
    """Send the table of all spots of a comparison."""
    data = core_of(request).stores.results.file_of_job(person, job, TRACKS)
    headers = {"content-disposition": 'attachment; filename="tracks.csv"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


def find_asked(core: Core, person: str, kind: str, parameters: Mapping[str, Any]) -> Asked:
    """Return the newest job of a kind with these parameters."""
    for job in core.stores.jobs.of(person):
        if job.kind == kind and job.parameters == parameters:
            return Asked(job, 0 if job.state.is_over else core.stores.jobs.ahead(job.id))
    return Asked(None, 0)


def ask_for(core: Core, person: str, kind: str, parameters: Mapping[str, Any], by: str) -> None:
    """Add a job, unless the same is waiting or under way already."""
    job = find_asked(core, person, kind, parameters).job
    if job is None or job.state.is_over:
        core.queue.put(core.stores.jobs.add(person, kind, by, parameters=parameters))
