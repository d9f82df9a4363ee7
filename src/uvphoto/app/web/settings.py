"""Settings: look and language, what is stored where, and who may come in."""

from fastapi import APIRouter, Request, Response

from uvphoto.app.core import core_of
from uvphoto.app.security.passwords import SHORTEST
from uvphoto.app.store.usage import usage_of
from uvphoto.app.web.rendering import render

router = APIRouter(prefix="/settings")


@router.get("")
def show_settings(request: Request) -> Response:
    """Show what can be chosen, and what is stored."""
    core = core_of(request)
    usage = usage_of(core.stores.database, core.settings.data)
    return render(request, "settings.html", usage=usage, settings=core.settings, shortest=SHORTEST)
