"""Fill a template: text is escaped, pictures and plots become part of the page."""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from numpy.typing import NDArray

from uvphoto.picture import Synthetic, encode_jpeg


def render(template: str, values: Mapping[str, Any], *, package: str = "uvphoto.pages") -> str:
    """Return the page that a template makes of values; the same values give the same text.

    Args:
        template: file in the folder ``templates`` of the package; it may extend ``base.html`` of this one.
        values: by the names that the template uses; one that is missing is an error.
        package: whose template it is.

    """
    loaders = [PackageLoader(name, "templates") for name in dict.fromkeys((package, "uvphoto.pages"))]
    environment = Environment(
        loader=ChoiceLoader(loaders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(template).render(values)


def picture_source(levels: NDArray[np.uint8], *, is_synthetic: bool, quality: int = 88) -> str:
    """Return a picture (H, W, 3) as the source of an ``img``: a JPEG file in the page itself.

    Args:
        levels: sRGB-encoded.
        is_synthetic: it shows a synthetic photo, and the file says so.
        quality: 1 to 100.

    """
    data = encode_jpeg(levels, quality=quality, synthetic=Synthetic.COMPOSITE if is_synthetic else None)
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"


def inline_svg(svg: str) -> Markup:
    """Return a drawing of our own making to stand in a page as it is, without the head that only a file needs."""
    return Markup(svg[svg.index("<svg") :])  # noqa: S704 - drawn by us, nothing of it comes from outside
