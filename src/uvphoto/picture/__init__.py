"""Files <-> arrays: bit depth, orientation, colour profiles, metadata."""

from uvphoto.picture.header import MAX_PIXELS
from uvphoto.picture.kinds import Format
from uvphoto.picture.maps import read_labels, read_map, read_mask, write_labels, write_map, write_mask
from uvphoto.picture.reading import Picture, PictureInfo, inspect, read_colour, read_uv
from uvphoto.picture.synthetic import Synthetic
from uvphoto.picture.writing import encode_jpeg, write_colour, write_uv

__all__ = [
    "MAX_PIXELS",
    "Format",
    "Picture",
    "PictureInfo",
    "Synthetic",
    "encode_jpeg",
    "inspect",
    "read_colour",
    "read_labels",
    "read_map",
    "read_mask",
    "read_uv",
    "write_colour",
    "write_labels",
    "write_map",
    "write_mask",
    "write_uv",
]
