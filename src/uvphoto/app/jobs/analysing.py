"""The job that makes the UV photo of a photo and measures the spots in it."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.analyse import Analysis, Tools, analyse
from uvphoto.analysis.calibration import find_calibration
from uvphoto.analysis.drawing import REGION_COLOURS, SPOT, FaceView, end_of_errors
from uvphoto.analysis.record import as_record, to_json
from uvphoto.analysis.report import make_report, to_html
from uvphoto.analysis.tables import to_csv
from uvphoto.app.jobs import outputs
from uvphoto.app.jobs.desk import Desk
from uvphoto.app.vault.plain_files import plain_file, plain_folder
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.description import describe
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.errors import UnusablePhotoError
from uvphoto.picture import Picture, Synthetic, encode_jpeg, read_colour, write_labels, write_mask, write_uv
from uvphoto.skin.regions import REGIONS
from uvphoto.skin.white_balance.method import Method
from uvphoto.spots.table import SPOT_COLUMNS, spot_rows

_WIDTH = 1200  # pixels of the face on a page
_SMALL_WIDTH = 200
_PHOTO = "photo"  # what documents call it: how somebody's file was named is nobody's business


def load_tools(threads: int) -> Tools:
    """Load the bundled weights and what belongs to them.

    Raises:
        WeightsError: they cannot be used.

    """
    weights = WeightsStore.of_user().find(None)
    converter = load_converter(weights, RunSettings(threads=threads))
    return Tools(converter=converter, calibration=find_calibration(weights, Method.NONE))


class Analyse:
    """Analyses photos, one after the other; networks are loaded when the first one comes."""

    def __init__(self, load: Callable[[], Tools], max_pixels: int) -> None:
        """Take what loads the networks, and how many pixels a photo may have."""
        self._load = load
        self._max_pixels = max_pixels
        self._tools: Tools | None = None

    def __call__(self, desk: Desk) -> Mapping[str, bytes]:
        """Analyse the photo of a job.

        Raises:
            UvphotoError: it cannot be measured, and why.

        """
        if self._tools is None:
            self._tools = self._load()
        data = desk.read(outputs.ORIGINAL)
        with plain_file(data) as path:
            photo = read_colour(path, max_pixels=self._max_pixels)
        try:
            analysis = analyse(photo.pixels, self._tools, progress=desk.advance)
        except UnusablePhotoError as error:  # the library's remedies speak of masks, which nobody can give here
            raise UnusablePhotoError(
                f"The photo {error.problem}",
                "Take it from the front in even light, with both eyes open and the whole face in it",
            ) from error
        check_sum = hashlib.sha256(data).hexdigest()
        words = _words(analysis, self._tools, photo, check_sum)
        return words | _maps(analysis, self._tools, photo) | _views(analysis, photo)


def _words(analysis: Analysis, tools: Tools, photo: Picture, check_sum: str) -> dict[str, bytes]:
    record = as_record(analysis, tools, _PHOTO) | {"photo_sha256": check_sum}
    spots = spot_rows(analysis.spots) if analysis.has_numbers else []
    return {
        outputs.DOCUMENT: to_json(record).encode(),
        outputs.SPOT_TABLE: to_csv(spots, SPOT_COLUMNS).encode("utf-8-sig"),
        outputs.REPORT: to_html(make_report(analysis, tools, photo.pixels, _PHOTO)).encode(),
    }


def _maps(analysis: Analysis, tools: Tools, photo: Picture) -> dict[str, bytes]:
    """Return what lies pixel for pixel on the photo."""
    description = describe(tools.converter, analysis.face.scale, tools.white_balance, analysis.balance)
    depth = 8 if photo.bit_depth == 8 else 16
    with plain_folder() as folder:
        names = (outputs.UV, outputs.SKIN_MASK, outputs.REGIONS, outputs.SPOTS)
        uv, skin, regions, spots = (folder / f"{name}.png" for name in names)
        write_uv(uv, analysis.uv, bit_depth=depth, synthetic=Synthetic.CONVERTED, description=description)
        write_mask(skin, analysis.face.skin)
        write_labels(regions, analysis.face.regions)
        write_labels(spots, analysis.detection.labels.astype(np.uint16))
        return {name: Path(folder / f"{name}.png").read_bytes() for name in names}


def _views(analysis: Analysis, photo: Picture) -> dict[str, bytes]:
    """Return what pages show."""
    view, small = FaceView(analysis.face.skin, _WIDTH), FaceView(analysis.face.skin, _SMALL_WIDTH)
    regions = analysis.face.regions
    pictures = {
        outputs.FACE: encode_jpeg(view.photo(photo.pixels), quality=88),
        outputs.THUMBNAIL: encode_jpeg(small.photo(photo.pixels), quality=85),
        outputs.FACE_UV: encode_jpeg(view.photo(analysis.uv), quality=88, synthetic=Synthetic.CONVERTED),
        outputs.SPOT_LINES: _lines(view, {SPOT: analysis.detection.mask}),
        outputs.REGION_LINES: _lines(
            view, {REGION_COLOURS[name]: regions == value for value, name in enumerate(REGIONS, start=1)}
        ),
    }
    error = analysis.trust.expected_error
    if error is not None:
        heat = view.heat(error, end_of_errors(error, analysis.face.skin))
        pictures[outputs.DOUBT] = encode_jpeg(heat, quality=85, synthetic=Synthetic.COMPOSITE)
    return pictures


def _lines(view: FaceView, masks: Mapping[tuple[int, int, int], NDArray[np.bool_]]) -> bytes:
    """Return outlines alone, each in its colour, as PNG that lets all else through."""
    width, height = view.size
    drawn = np.zeros((height, width, 4), np.uint8)
    for (red, green, blue), mask in masks.items():
        colour = blue, green, red, 255
        cv2.drawContours(drawn, view.outlines(mask), -1, colour, max(1, round(width / 900)), cv2.LINE_8)
    return cv2.imencode(".png", drawn)[1].tobytes()
