"""The first page."""

from fastapi import APIRouter, Request, Response

from uvphoto.app.core import core_of
from uvphoto.app.web.rendering import render

router = APIRouter()


@router.get("/")
def show_start(request: Request) -> Response:
    """Show who there is, and what can be done."""
    people = core_of(request).stores.people.all()
    return render(request, "start.html", people=people)
