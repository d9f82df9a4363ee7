"""A test set and a converter -> figures, tables and a page; nothing is written before all is known."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from uvphoto.analysis.calibration import Calibration
from uvphoto.conversion.converter import Converter
from uvphoto.datasets.manifest import DataSet
from uvphoto.datasets.storage import write_text
from uvphoto.errors import FileError
from uvphoto.evaluation.cases import PhotoRecord, judge
from uvphoto.evaluation.faces import open_face, rows_to_judge
from uvphoto.evaluation.figures import Figures, figures_of
from uvphoto.evaluation.page import About, page
from uvphoto.evaluation.showcase import Case, CasePictures, choose, draw
from uvphoto.evaluation.tables import figures_json, photos_csv, spots_csv
from uvphoto.skin.white_balance.method import Method

PAGE_FILE = "index.html"
PHOTOS_FILE = "photos.csv"
SPOTS_FILE = "spots.csv"
FIGURES_FILE = "figures.json"

Progress = Callable[[int, int], None]  # photos done, photos in all


@dataclass(frozen=True)
class Evaluation:
    """What is known of a converter on a test set.

    Attributes:
        about: what was judged, and on what.
        figures: all figures.
        records: of the photos, in the order of the data set.
        cases: photos to look at, by domain.

    """

    about: About
    figures: Figures
    records: tuple[PhotoRecord, ...]
    cases: tuple[tuple[Case, CasePictures], ...]


def evaluate(
    dataset: DataSet,
    converter: Converter,
    split: str,
    *,
    calibration: Calibration | None = None,
    white_balance: Method = Method.NONE,
    progress: Progress | None = None,
) -> Evaluation:
    """Judge a converter on the photos of a split that have a true UV photo, one at a time.

    Args:
        dataset: the test set; its photos have skin masks and regions.
        converter: to judge.
        split: one of the splits, or "all".
        calibration: of the converter, whose intervals are then judged too; made with the same white balance.
        white_balance: by what the colours of each photo are balanced first, where it shows that.
        progress: told after each photo.

    Raises:
        DataSetError: there is no photo to judge, or one lacks its mask or regions.
        PictureError: a file cannot be read.
        SettingsError: a photo would be too large at the converter's scale.
        WeightsError: the network does not take its tiles.

    """
    rows = rows_to_judge(dataset, split)
    by_path = {row.colour: row for row in rows}
    records = []
    for done, row in enumerate(rows, start=1):
        records.append(judge(open_face(dataset, row, white_balance), converter, calibration).record)
        if progress is not None:
            progress(done, len(rows))
    cases = []
    for domain in sorted({record.domain for record in records}):
        for case in choose([record for record in records if record.domain == domain]):
            face = open_face(dataset, by_path[case.record.colour], white_balance)
            cases.append((case, draw(face, judge(face, converter))))
    about = About.of(dataset, converter, split, white_balance)
    return Evaluation(about, figures_of(records), tuple(records), tuple(cases))


def write_evaluation(evaluation: Evaluation, folder: Path) -> None:
    """Write the page, the tables and the figures, each file whole or not at all, the page last.

    The same evaluation gives the same bytes.

    Raises:
        FileError: the folder cannot be written.

    """
    texts = {
        PHOTOS_FILE: photos_csv(evaluation.records),
        SPOTS_FILE: spots_csv(evaluation.records),
        FIGURES_FILE: figures_json(evaluation.about.as_json(), evaluation.figures),
        PAGE_FILE: page(evaluation.about, evaluation.figures, evaluation.records, evaluation.cases),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_text(folder / name, text)
    except OSError as error:
        raise FileError(folder, f"cannot be written ({error.strerror})", "Choose another folder") from error
