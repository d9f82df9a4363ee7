"""Forms read into memory, never onto a disk, and believed only where they are our own."""

import hmac
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from uvphoto.app.security.roles import ForbiddenError
from uvphoto.errors import SettingsError

FIELD, HEADER = "csrf", "x-csrf-token"
_SAFE = ("GET", "HEAD", "OPTIONS")
_MOST_FILES, _MOST_FIELDS = 2, 40


class _InMemory(MultiPartParser):
    spool_max_size = 2**40  # the body's size is limited elsewhere; a photo in a temporary file would not be sealed


async def check_form(request: Request) -> AsyncIterator[None]:
    """Let through only what a page of this server has sent, in this session; put its files away afterwards.

    Raises:
        ForbiddenError: it comes from elsewhere, or does not bring the session's word.

    """
    try:
        if request.method not in _SAFE:
            await _check(request)
        yield
    finally:
        form: FormData | None = getattr(request.state, "form", None)
        if form is not None:
            await form.close()


async def read_form(request: Request) -> FormData:
    """Return the fields of a form; the same for every caller of one request.

    Raises:
        HTTPException: it is none (400), or of a kind that forms are not sent in (415).

    """
    form: FormData | None = getattr(request.state, "form", None)
    if form is None:
        form = request.state.form = await _read(request)
    return form


def text_field(form: FormData, name: str, default: str = "") -> str:
    """Return a field of text; one that is missing, or a file, counts as the default."""
    value = form.get(name)
    return value if isinstance(value, str) else default


def check_sure(form: FormData) -> None:
    """Let through who ticked the box that says so.

    Raises:
        SettingsError: it is not ticked.

    """
    if text_field(form, "sure") != "yes":
        raise SettingsError("Nothing was deleted: tick the box that says you are sure.")


async def file_field(form: FormData, name: str) -> bytes:
    """Return the content of a file; empty where none was chosen. How it was called is not looked at."""
    value = form.get(name)
    return await value.read() if isinstance(value, UploadFile) else b""


async def _check(request: Request) -> None:
    if not _is_from_here(request):
        raise ForbiddenError
    given = request.headers.get(HEADER)
    if given is None:
        field = (await read_form(request)).get(FIELD)
        given = field if isinstance(field, str) else ""
    known = request.state.known
    if known is None or not hmac.compare_digest(known.csrf.encode(), given.encode()):
        raise ForbiddenError


async def _read(request: Request) -> FormData:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            parser = _InMemory(request.headers, request.stream(), max_files=_MOST_FILES, max_fields=_MOST_FIELDS)
            return await parser.parse()
        if kind == "application/x-www-form-urlencoded":
            return await FormParser(request.headers, request.stream(), max_fields=_MOST_FIELDS).parse()
    except (MultiPartException, FormParserError) as error:
        raise HTTPException(400, "This is no form that can be read.") from error
    if kind == "":
        return FormData()
    raise HTTPException(415, "Forms are sent as multipart/form-data or application/x-www-form-urlencoded.")


def _is_from_here(request: Request) -> bool:
    """Look at what browsers say of where a form comes from; those that say nothing have to bring the word anyway."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in (None, "same-origin", "none"):
        return False
    if origin == "null":  # what browsers say of a page that sends no referrer, as ours do
        return site == "same-origin"
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
