"""People of a data set side by side, as one picture or one page."""

from uvphoto.datasets.gallery.sheet import Sheet, build_sheet
from uvphoto.datasets.gallery.write import write_gallery

__all__ = ["Sheet", "build_sheet", "write_gallery"]
