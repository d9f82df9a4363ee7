"""What the app is, what it cannot do, and what it is made of."""

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from uvphoto.app.about.model_card import model_card
from uvphoto.app.about.parts import parts
from uvphoto.app.web.rendering import render

router = APIRouter()


@router.get("/about")
def show_about(request: Request) -> Response:
    """Show limits, model card, licences and version."""
    card = Markup(model_card())  # noqa: S704 - made from a file of the installation, without any HTML of its own
    return render(request, "about.html", card=card, parts=parts())
