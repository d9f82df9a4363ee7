import base64
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from uvphoto.datasets.gallery import Sheet, build_sheet, write_gallery
from uvphoto.datasets.gallery.page import to_html
from uvphoto.datasets.gallery.poster import to_pixels
from uvphoto.datasets.manifest import DataSet
from uvphoto.errors import FileError, PictureError, SettingsError
from uvphoto.picture import PictureInfo, Synthetic, inspect, read_map, write_labels, write_uv

Make = Callable[..., DataSet]


@pytest.fixture
def sheet(make_dataset: Make) -> Sheet:
    """Return a sheet of everything: truth, phones, and a person left over."""
    return build_sheet(make_dataset(3, truth=True, phones=2), people=2, size=64)


def test_columns_are_what_the_set_holds(make_dataset: Make, sheet: Sheet) -> None:
    assert sheet.columns == ("Colour", "UV", "Melanin (truth)", "Spots (truth)", "Phone 1", "Phone 2")
    assert build_sheet(make_dataset(1, name="plain"), size=64).columns == ("Colour", "UV")


def test_it_says_what_it_shows(sheet: Sheet) -> None:
    assert sheet.title == "Drawn faces"
    assert sheet.facts[0].startswith("3 people, 3 visits, 3 pairs, 6 phone photos; people by split: train 1")
    assert [line.person for line in sheet.lines] == ["p0000", "p0002"]
    assert sheet.lines[0].details[:3] == ("2026-01-31", "front", "clinic-a")
    assert sheet.more == "and 1 more person"
    assert sheet.is_synthetic
    assert sorted(sheet.kinds) == ["freckle", "melasma", "solar_lentigo"]
    captions = [cell.caption for cell in sheet.lines[0].cells if cell is not None]
    assert captions == ["", "", "", "", "phone-1", "phone-2"]


def test_maps_share_one_scale_that_spans_their_values(make_dataset: Make) -> None:
    dataset = make_dataset(2, truth=True)
    (scale,) = build_sheet(dataset, size=72).scales
    values = np.stack([read_map(dataset.folder / row.melanin) for row in dataset.photos])
    assert scale.title == "Melanin: melanosomes, share of volume"
    assert (float(scale.low), float(scale.high)) == pytest.approx(np.percentile(values, (0.5, 99.5)), rel=0.05)


def test_real_photos_are_not_called_synthetic(make_dataset: Make, tmp_path: Path) -> None:
    sheet = build_sheet(make_dataset(1), size=64)
    write_gallery(tmp_path / "page.png", sheet)
    assert not sheet.is_synthetic
    assert not inspect(tmp_path / "page.png").is_synthetic
    assert "synthetic" not in to_html(sheet)


def test_what_cannot_be_read_becomes_words(make_dataset: Make) -> None:
    dataset = make_dataset(1, truth=True)
    row = dataset.photos[0]
    (dataset.folder / row.uv).unlink()
    (dataset.folder / row.melanin).write_text("hello")
    write_labels(dataset.folder / row.spots, np.ones((20, 20), np.uint16))
    sheet = build_sheet(dataset, size=64)
    words = {title: cell.caption for title, cell in zip(sheet.columns, sheet.lines[0].cells, strict=True) if cell}
    assert words == {
        "Colour": "",
        "UV": "does not exist",
        "Melanin (truth)": "is a text file",
        "Spots (truth)": "differs in size from its photo",
    }
    assert "does not exist" in to_html(sheet)
    assert to_pixels(sheet).shape[2] == 3


@pytest.mark.parametrize("options", [{"people": 0}, {"visits": 0}, {"size": 8}, {"size": 10_000}])
def test_senseless_numbers_are_user_errors(make_dataset: Make, options: dict[str, int]) -> None:
    with pytest.raises(SettingsError):
        build_sheet(make_dataset(1), **options)


class Reader(HTMLParser):
    """Collects the tags of a page and checks that they nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that opens."""
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Hold a tag that closes against the one that opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Collect the words."""
        self.text += data


def test_the_page_needs_no_other_file_and_no_script(sheet: Sheet) -> None:
    page = to_html(sheet)
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "link", "iframe", "object"}
    assert "http" not in page
    assert "prefers-color-scheme: dark" in page
    pictures = [attributes for tag, attributes in reader.tags if tag == "img"]
    assert len(pictures) == 12
    assert all((one["src"] or "").startswith("data:image/jpeg;base64,") for one in pictures)
    assert pictures[1]["alt"] == "UV of p0000, 2026-01-31"
    assert "and 1 more person" in reader.text


def thumbnails(page: str, folder: Path) -> dict[str, PictureInfo]:
    """Take the pictures out of a page; return what their files say, by their description."""
    reader = Reader()
    reader.feed(page)
    found = {}
    for _, attributes in (one for one in reader.tags if one[0] == "img"):
        path = folder / "thumbnail.jpg"
        path.write_bytes(base64.b64decode((attributes["src"] or "").partition(",")[2]))
        found[attributes["alt"] or ""] = inspect(path)
    return found


def test_every_picture_of_something_synthetic_is_marked_in_the_page(sheet: Sheet, tmp_path: Path) -> None:
    found = thumbnails(to_html(sheet), tmp_path)
    assert len(found) == 12
    assert all(info.is_synthetic for info in found.values())
    assert b"digitalsourcetype/compositeSynthetic" in (tmp_path / "thumbnail.jpg").read_bytes()


def test_real_photos_beside_synthetic_ones_are_not_marked(make_dataset: Make, tmp_path: Path) -> None:
    dataset = make_dataset(2)
    first, _ = dataset.photos
    write_uv(dataset.folder / first.uv, np.full((96, 72), 0.5), synthetic=Synthetic.CONVERTED)
    found = thumbnails(to_html(build_sheet(dataset, size=64)), tmp_path)
    marked = {words for words, info in found.items() if info.is_synthetic}
    assert len(found) == 4
    assert marked == {"UV of p0000, 2026-01-31"}


def test_names_cannot_smuggle_tags_into_the_page(sheet: Sheet) -> None:
    evil = "<script>alert(1)</script>"
    line = replace(sheet.lines[0], person=evil, details=(evil,))
    page = to_html(replace(sheet, title=evil, facts=(evil,), more=evil, lines=(line,), kinds={evil: (1, 2, 3)}))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 7


def test_the_poster_holds_every_picture(sheet: Sheet) -> None:
    poster = np.rint(to_pixels(sheet) * 255).astype(np.uint8)
    for line in sheet.lines:
        for cell in line.cells:
            assert cell is not None
            assert cell.picture is not None
            inside = cell.picture[8:-8, 8:-8]  # its corners are rounded
            first = np.flatnonzero((poster == inside[0, 0]).all(axis=-1))
            places = [divmod(int(place), poster.shape[1]) for place in first]
            height, width = inside.shape[:2]
            assert any(np.array_equal(poster[y : y + height, x : x + width], inside) for y, x in places)


def test_long_names_and_many_words_still_fit(sheet: Sheet) -> None:
    person = "a very long pseudonym " * 5 + "x" * 200
    line = replace(sheet.lines[0], person=person, details=("detail",) * 12)
    scale = replace(sheet.scales[0], title="scale " * 50)
    wordy = replace(sheet, lines=(line,), title="t" * 200, facts=("fact " * 200,), scales=(scale,))
    poster = to_pixels(wordy)
    margin = poster[-6:]
    assert (margin == margin[0, 0]).all()
    assert (poster[:, -6:] == margin[0, 0]).all()


def test_the_same_sheet_gives_the_same_bytes(sheet: Sheet, tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "a.html", "b.html"):
        write_gallery(tmp_path / "new" / name, sheet)
    for ending in ("png", "html"):
        assert (tmp_path / f"new/a.{ending}").read_bytes() == (tmp_path / f"new/b.{ending}").read_bytes()
    assert inspect(tmp_path / "new/a.png").is_synthetic
    with Image.open(tmp_path / "new/a.png") as picture:
        assert picture.mode == "RGB"


def test_a_place_that_takes_no_file_is_a_user_error(sheet: Sheet, tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="ending"):
        write_gallery(tmp_path / "page.docx", sheet)
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be written"):
        write_gallery(tmp_path / "file" / "page.html", sheet)
