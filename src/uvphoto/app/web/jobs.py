"""Jobs: how far one is, as it goes on, and ending it."""

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, StreamingResponse
from fastapi.sse import format_sse_event

from uvphoto.app.core import Core, core_of
from uvphoto.app.security.roles import Clinician
from uvphoto.app.store.jobs import Job
from uvphoto.app.store.rows import NotThereError
from uvphoto.app.web.form_schema import form_of
from uvphoto.app.web.ids import JobId, PersonId

router = APIRouter(prefix="/people/{person}/jobs/{job}")

_TICK = 0.4  # seconds from one look to the next
_LONGEST = 300.0  # seconds, after which the browser asks again by itself


@router.get("/events")
def follow_job(request: Request, person: PersonId, job: JobId) -> Response:
    """Tell how far a job is as server-sent events, until it is over.

    Each is JSON with ``state``, ``done``, ``of``, ``ahead`` (jobs before this one) and ``problem``.
    """
    core = core_of(request)
    core.stores.jobs.get(person, job)
    return StreamingResponse(_events(core, person, job), media_type="text/event-stream")


@router.post("/cancel", openapi_extra=form_of())
async def cancel_job(request: Request, person: PersonId, job: JobId, who: Clinician) -> Response:
    """End a job."""
    stores = core_of(request).stores
    await run_in_threadpool(stores.jobs.cancel, person, job, who.name)
    about = await run_in_threadpool(stores.jobs.get, person, job)
    photo = "" if about.photo is None else f"/photos/{about.photo}"
    return RedirectResponse(f"/people/{person}{photo}", 303)


async def _events(core: Core, person: str, job: str) -> AsyncIterator[bytes]:
    last = ""
    for number in range(round(_LONGEST / _TICK)):
        try:
            now, ahead = await run_in_threadpool(_look, core, person, job)
        except NotThereError:  # deleted meanwhile
            yield format_sse_event(event="gone", data_str="{}")
            return
        told = json.dumps({"state": now.state, "done": now.done, "of": now.of, "ahead": ahead, "problem": now.problem})
        if told != last:
            yield format_sse_event(event="progress", data_str=told, retry=2000)
            last = told
        elif number % 25 == 0:
            yield format_sse_event(comment="still here")  # so that nothing in between takes the line for dead
        if now.state.is_over:
            return
        await asyncio.sleep(_TICK)


def _look(core: Core, person: str, job: str) -> tuple[Job, int]:
    return core.stores.jobs.get(person, job), core.stores.jobs.ahead(job)
