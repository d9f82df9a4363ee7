"""An image forecast to look at: the last photo, the expected one, where it is unsure, and where spots are likely."""

import textwrap

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from uvphoto.analysis.drawing import FaceView, Levels
from uvphoto.analysis.report import Shown
from uvphoto.datasets.summary import count
from uvphoto.longitudinal.forecast.outlook import DAYS_OF_MONTH
from uvphoto.longitudinal.image_forecast.outcome import MARK
from uvphoto.longitudinal.image_forecast.person import PersonImage

_WIDTH, _DPI = 13.0, 120  # inches, dots per inch
_CAPTION, _LINE, _LETTERS = 44, 0.19, 150  # letters in a line of a caption, inches of a line, letters in a line
_QUIET, _INK = "#5d636b", "#1f2328"
_HIGHEST = 99.5  # percentile at which the colours of a map end


def shown_pictures(image: PersonImage, width: int) -> list[Shown]:
    """Return the pictures with captions that say what they are.

    Args:
        image: the forecast of a person.
        width: of each, pixels.

    """
    expected = image.expected
    view = FaceView(expected.skin, width)
    unsure, likely = (_end(one, expected.skin) for one in (expected.sd, expected.probability))
    kind = "taken by a camera" if image.is_taken else "synthetic"
    later = f"{count(round(expected.days_ahead / DAYS_OF_MONTH), 'month', 'months')} later"
    is_synthetic = not image.is_taken
    return [
        Shown(view.photo(image.uv), f"Last UV photo, {image.taken}, {image.device} ({kind})", is_synthetic),
        Shown(view.photo(expected.uv), f"{MARK}: the UV photo that is expected {later}. Not a photo", True),
        Shown(
            view.heat(expected.sd, unsure),
            f"{MARK}: how unsure each place is, standard deviation of what it absorbs (black 0, yellow {unsure:.2f} "
            "log10 of light)",
            True,
        ),
        Shown(
            view.heat(expected.probability, likely),
            f"{MARK}: probability of lying in a spot (black 0, yellow {likely:.0%})",
            True,
        ),
    ]


def draw_poster(image: PersonImage, title: str) -> Levels:
    """Return all pictures on one sheet with what stands behind them, (H, W, 3), sRGB."""
    pictures = shown_pictures(image, 640)
    height, width = pictures[0].levels.shape[:2]
    small = [line for text in (image.expected.statement, *notes_of(image)) for line in textwrap.wrap(text, _LETTERS)]
    tall = _WIDTH / len(pictures) * 0.97 * height / width
    parts = [0.4, tall + 0.85, _LINE * (len(small) + 1)]
    figure = Figure(figsize=(_WIDTH, sum(parts)), dpi=_DPI, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    grid = figure.add_gridspec(
        3, len(pictures), height_ratios=parts, left=0.012, right=0.988, top=0.985, bottom=0.01, wspace=0.03, hspace=0
    )
    for place, text, size, colour in (
        (grid[0, :], title, 15, _INK), (grid[2, :], "\n".join(small), 8.5, _QUIET),
    ):  # fmt: skip
        axes = figure.add_subplot(place)
        axes.set_axis_off()
        axes.text(0, 1, text, fontsize=size, color=colour, va="top", parse_math=False)
    for column, shown in enumerate(pictures):
        axes = figure.add_subplot(grid[1, column])
        axes.set_axis_off()
        axes.imshow(shown.levels, aspect="equal", interpolation="antialiased")
        caption = textwrap.fill(shown.caption, _CAPTION)
        axes.set_title(caption, fontsize=9, color=_QUIET, loc="left", parse_math=False)
        if column:
            axes.text(
                0.03, 0.03, MARK, transform=axes.transAxes, fontsize=10, color="white",
                bbox={"facecolor": _INK, "edgecolor": "none", "alpha": 0.75, "pad": 3},
            )  # fmt: skip
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()  # type: ignore[no-untyped-call]


def notes_of(image: PersonImage) -> tuple[str, ...]:
    """Return what else is to be told, as sentences."""
    told = (*image.expected.notes, *(f"does not count: {one}" for one in image.left_out))
    return tuple(f"{one[0].upper()}{one[1:]}." for one in told)


def _end(values: np.ndarray, skin: np.ndarray) -> float:
    return max(float(np.percentile(values[skin], _HIGHEST)), 0.01)
