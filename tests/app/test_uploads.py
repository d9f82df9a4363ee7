"""What is asked for is what can be read."""

import io
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from uvphoto.app import uploads
from uvphoto.app.uploads import check_photo, readable_kinds
from uvphoto.picture import Format

if TYPE_CHECKING:
    from conftest import Browser

MOST = 10**6  # pixels


def heic_file() -> bytes:
    heif = pytest.importorskip("pillow_heif")
    file = io.BytesIO()
    heif.from_pillow(Image.fromarray(np.full((240, 320, 3), 128, np.uint8))).save(file, format="HEIF")
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_each_kind_that_is_asked_for_is_taken_in(kind: str) -> None:
    file = io.BytesIO()
    Image.fromarray(np.full((240, 320, 3), 128, np.uint8)).save(file, kind)
    assert f"image/{check_photo(file.getvalue(), MOST).file_format}" in readable_kinds()


def test_heic_is_taken_in_where_it_can_be_read() -> None:
    assert check_photo(heic_file(), MOST).file_format is Format.HEIC
    assert "image/heic" in readable_kinds()


def test_heic_is_not_asked_for_where_it_cannot_be_read(browser: "Browser", monkeypatch: pytest.MonkeyPatch) -> None:
    data = heic_file()
    monkeypatch.setattr(uploads, "find_spec", lambda _: None)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    page = browser.get(f"/people/{browser.add_person()}/photos/new").text
    assert 'accept="image/jpeg,image/png,image/webp,image/tiff"' in page
    assert "JPEG, PNG, WebP, TIFF, up to" in page
    told = browser.upload(browser.add_person(), data)
    assert told.status_code == 400
    assert "uvphoto[heic]" in told.text
