"""A gallery as one picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from uvphoto.datasets.gallery.palette import Colour, blend
from uvphoto.datasets.gallery.sheet import Cell, Line, Scale, Sheet

_GROUND: Colour = (246, 246, 244)
_INK: Colour = (31, 35, 40)
_QUIET: Colour = (106, 112, 120)
_RULE: Colour = (218, 218, 212)
_WARN: Colour = (180, 84, 10)
_LEADING = 1.45  # from one line of text to the next, in heights of the letters


@dataclass(frozen=True)
class _Layout:
    """Lengths in pixels, all from the width of a picture."""

    size: int
    columns: int

    @property
    def text(self) -> int:
        return max(13, round(self.size / 17))

    @property
    def gap(self) -> int:
        return max(6, self.size // 24)

    @property
    def margin(self) -> int:
        return 3 * self.gap

    @property
    def gutter(self) -> int:
        return round(9.5 * self.text)

    @property
    def width(self) -> int:
        return max(2 * self.margin + self.gutter + self.columns * (self.size + self.gap) - self.gap, 34 * self.text)

    def left_of(self, column: int) -> int:
        return self.margin + self.gutter + column * (self.size + self.gap)


class _Pen:
    """Writes and draws onto a picture from the top down; ``y`` is where the next thing begins."""

    def __init__(self, image: Image.Image, layout: _Layout) -> None:
        self.image = image
        self.draw = ImageDraw.Draw(image)
        self.layout = layout
        self.y = layout.margin

    def write(self, x: float, y: float, text: str, scale: float = 1.0, colour: Colour = _INK) -> float:
        """Write one line of text and return where it ends."""
        font = ImageFont.load_default(round(self.layout.text * scale))
        self.draw.text((x, y), text, font=font, fill=colour)
        return x + font.getlength(text)

    def fold(self, text: str, width: float, scale: float = 1.0) -> list[str]:
        """Break a text into lines no wider than asked, at spaces, and within words that are too long."""
        font = ImageFont.load_default(round(self.layout.text * scale))
        lines = [""]
        for word in text.split():
            if lines[-1] and font.getlength(f"{lines[-1]} {word}") > width:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
            while font.getlength(lines[-1]) > width and len(lines[-1]) > 1:
                fits = max(n for n in range(1, len(lines[-1])) if n == 1 or font.getlength(lines[-1][:n]) <= width)
                lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
        return lines

    def step(self, scale: float = 1.0) -> None:
        """Go down by one line of text."""
        self.y += round(self.layout.text * scale * _LEADING)


def to_pixels(sheet: Sheet) -> NDArray[np.float32]:
    """Draw a sheet as (H, W, 3) in [0, 1]; the same sheet gives the same pixels.

    Letters are those of the font that Pillow brings along: others than Latin ones come out as boxes. A page shows
    them.
    """
    layout = _Layout(sheet.size, len(sheet.columns))
    measured = _draw(sheet, layout, height=1)  # all but one row falls off the canvas, but it tells where things end
    drawn = _draw(sheet, layout, height=measured.y + layout.margin)
    return np.asarray(drawn.image, dtype=np.float32) / np.float32(255)


def _draw(sheet: Sheet, layout: _Layout, height: int) -> _Pen:
    pen = _Pen(Image.new("RGB", (layout.width, height), _GROUND), layout)
    _head(pen, sheet)
    _legend(pen, sheet)
    _headings(pen, sheet)
    for line in sheet.lines:
        _line(pen, line)
    if sheet.more:
        pen.y += layout.gap
        pen.write(layout.margin, pen.y, sheet.more, 1.0, _QUIET)
        pen.step()
    return pen


def _head(pen: _Pen, sheet: Sheet) -> None:
    layout = pen.layout
    room = layout.width - 2 * layout.margin
    for text in pen.fold(sheet.title, room, 1.8)[:2]:
        pen.write(layout.margin, pen.y, text, 1.8)
        pen.step(1.8)
    for fact in sheet.facts:
        for text in pen.fold(fact, room)[:3]:
            pen.write(layout.margin, pen.y, text, 1.0, _QUIET)
            pen.step()
    if sheet.is_synthetic:
        pen.write(layout.margin, pen.y, "Shows synthetic photos", 1.0, _WARN)
        pen.step()
    pen.y += layout.gap


def _legend(pen: _Pen, sheet: Sheet) -> None:
    layout = pen.layout
    for scale in sheet.scales:
        _scale(pen, scale)
    x: float = layout.margin
    radius = layout.text * 0.42
    for kind, colour in sheet.kinds.items():
        name = kind.replace("_", " ")
        if x + layout.text * (2 + 0.6 * len(name)) > layout.width - layout.margin:
            x = layout.margin
            pen.step(1.1)
        middle = pen.y + layout.text * 0.62
        pen.draw.ellipse((x, middle - radius, x + 2 * radius, middle + radius), fill=colour, outline=_RULE)
        x = pen.write(x + layout.text * 1.3, pen.y, name) + layout.text * 1.4
    if sheet.kinds:
        pen.step(1.1)
    pen.y += layout.gap


def _scale(pen: _Pen, scale: Scale) -> None:
    layout = pen.layout
    *above, last = pen.fold(scale.title, layout.width - 2 * layout.margin)
    for text in above:
        pen.write(layout.margin, pen.y, text)
        pen.step()
    x = pen.write(layout.margin, pen.y, last) + layout.text * 0.8
    if x > layout.width - layout.margin - 18 * layout.text:  # no room for the bar beside these words
        x = layout.margin
        pen.step()
    x = round(pen.write(x, pen.y, scale.low) + layout.text * 0.6)
    shares = np.tile(np.linspace(0, 1, 8 * layout.text, dtype=np.float32), (round(layout.text * 0.8), 1))
    pen.image.paste(Image.fromarray(blend(scale.stops, shares)), (x, pen.y + round(layout.text * 0.25)))
    pen.write(x + shares.shape[1] + layout.text * 0.6, pen.y, scale.high)
    pen.step(1.1)


def _headings(pen: _Pen, sheet: Sheet) -> None:
    layout = pen.layout
    folded = [pen.fold(title, layout.size, 0.95) for title in sheet.columns]
    height = max(map(len, folded), default=1)
    for row in range(height):
        for column, texts in enumerate(folded):
            above = height - len(texts)  # headings stand on their pictures
            if row >= above:
                pen.write(layout.left_of(column), pen.y, texts[row - above], 0.95, _QUIET)
        pen.step(1.0)


def _line(pen: _Pen, line: Line) -> None:
    layout = pen.layout
    pen.draw.line((layout.margin, pen.y, layout.width - layout.margin, pen.y), fill=_RULE)
    pen.y += layout.gap
    top = pen.y
    y: float = top
    for text in pen.fold(line.person, layout.gutter - layout.gap, 1.2)[:3]:
        pen.write(layout.margin, y, text, 1.2)
        y += layout.text * 1.2 * _LEADING
    for detail in line.details:
        for text in pen.fold(detail, layout.gutter - layout.gap, 0.9)[:2]:
            pen.write(layout.margin, y, text, 0.9, _QUIET)
            y += layout.text * 0.9 * _LEADING
    bottom = round(y)
    for column, cell in enumerate(line.cells):
        if cell is not None:
            bottom = max(bottom, _cell(pen, cell, layout.left_of(column), top))
    pen.y = bottom + layout.gap


def _cell(pen: _Pen, cell: Cell, left: int, top: int) -> int:
    """Draw a small picture with its caption, or the words in its place; return where it ends."""
    layout = pen.layout
    if cell.picture is None:
        box = (left, top, left + layout.size - 1, top + layout.size // 2)
        pen.draw.rounded_rectangle(box, radius=layout.gap // 2, outline=_RULE)
        y: float = top + layout.gap
        for text in pen.fold(cell.caption, layout.size - 2 * layout.gap, 0.9)[
            : max(1, layout.size // layout.text // 3)
        ]:
            pen.write(left + layout.gap, y, text, 0.9, _WARN)
            y += layout.text * 0.9 * _LEADING
        return box[3]
    height, width = cell.picture.shape[:2]
    corners = Image.new("L", (width, height))
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, width - 1, height - 1), radius=layout.gap // 2, fill=255)
    pen.image.paste(Image.fromarray(cell.picture), (left, top), corners)
    if not cell.caption:
        return top + height
    caption = pen.fold(cell.caption, layout.size, 0.85)[0]
    pen.write(left, top + height + layout.text * 0.2, caption, 0.85, _QUIET)
    return top + height + round(layout.text * 1.3)
