"""A gallery to a file, of the kind that its name asks for."""

from pathlib import Path

from uvphoto.datasets.gallery.page import to_html
from uvphoto.datasets.gallery.poster import to_pixels
from uvphoto.datasets.gallery.sheet import Sheet
from uvphoto.datasets.storage import write_text
from uvphoto.errors import FileError
from uvphoto.picture import Synthetic, write_colour


def write_gallery(path: Path, sheet: Sheet) -> None:
    """Write a sheet as a page (.html) or as a picture (.png, .jpg, .webp, .tif), whole or not at all.

    A picture that shows synthetic photos is marked as such; so is every such picture in a page.

    Raises:
        FileError: the file cannot be written.
        PictureError: the name's ending is that of no picture.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() in {".html", ".htm"}:
            write_text(path, to_html(sheet))
            return
    except OSError as error:
        raise FileError(path, f"cannot be written ({error.strerror})", "Choose another place") from error
    write_colour(path, to_pixels(sheet), synthetic=Synthetic.COMPOSITE if sheet.is_synthetic else None)
