"""Taking weights into the user's folder."""

import json
import re
from pathlib import Path

from uvphoto.conversion.recognise import kind_of, open_weights
from uvphoto.conversion.trial import check_usable
from uvphoto.conversion.weights_entry import Entry, Notes, WeightsKind
from uvphoto.conversion.weights_file import CALIBRATION_ENDING, Weights, beside
from uvphoto.conversion.weights_store import FOLDER_VARIABLE, INT8, KEPT_ENDINGS, WeightsStore
from uvphoto.errors import WeightsError
from uvphoto.picture.atomic import replace_whole
from uvphoto.skin.learned.file import read_file

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def add_weights(
    store: WeightsStore, source: Path, *, name: str | None = None, sha256: str | None = None,
    licence: str | None = None, calibration: Path | None = None, overwrite: bool = False, made_of: str | None = None,
) -> Entry:  # fmt: skip
    """Take weights into the user's folder, after making sure that they can be used.

    Args:
        store: whose folder it is.
        source: converter weights, a face parser or face landmarks; the file stays where it is.
        name: to ask for them by; None: the one that the file tells, with -int8 for short integers, else that of the
            file.
        sha256: what the file's check sum must be.
        licence: under which they may be used; None: the one that the file tells.
        calibration: a file to keep beside converter weights, see ``CALIBRATION_ENDING``.
        overwrite: they may take the place of others of the user's own.
        made_of: check sum of the file that the source was made of.

    Returns:
        The new entry.

    Raises:
        WeightsError: the file is damaged or can be used for nothing, has another check sum, or the name is taken.
        MissingExtraError: what it takes to run them is not installed.

    """
    opened = open_weights(source, sha256)
    kind = kind_of(opened)
    name = name or (_usual_name(opened) if isinstance(opened, Weights) else source.stem)
    _check_name(store, source, name, overwrite=overwrite)
    if isinstance(opened, Weights):
        _check_converter(opened)
        licence = licence or opened.info.licence
    content = read_file(source, sha256)
    ending = ".tflite" if content.is_tflite else ".onnx"
    entry = Entry(name, store.own / f"{name}{ending}", is_bundled=False)
    measures = None if calibration is None else _read_calibration(calibration, source, kind)
    _write(entry, content.data, Notes(kind, content.sha256, licence, made_of), measures)
    return entry


def _check_converter(weights: Weights) -> None:
    if weights.is_checkpoint:
        remedy = "Make converter weights (.onnx) of it with: uvphoto export"
        raise WeightsError(weights.path, "is a checkpoint of a training", remedy)
    check_usable(weights)


def _usual_name(weights: Weights) -> str:
    name = weights.info.name
    return name + INT8 if weights.info.precision == "int8" and not name.endswith(INT8) else name


def _check_name(store: WeightsStore, source: Path, name: str, *, overwrite: bool) -> None:
    if not _NAME.fullmatch(name) or name.endswith(CALIBRATION_ENDING.removesuffix(".json")):
        remedy = "Choose a --name of letters, digits, dots, underscores and hyphens"
        raise WeightsError(source, f"cannot be kept by the name {name!r}", remedy)
    for entry in store.entries():
        if entry.name.casefold() == name.casefold() and (entry.is_bundled or not overwrite):
            remedy = "Choose another --name" + ("" if entry.is_bundled else ", or say --replace")
            raise WeightsError(source, f"cannot be kept by the name {name!r}, which is taken", remedy)


def _read_calibration(path: Path, source: Path, kind: WeightsKind) -> bytes:
    if kind is not WeightsKind.CONVERTER:
        problem = f"calibrates a converter, but {source} is a {kind}"
        raise WeightsError(path, problem, "Leave out --calibration")
    data = read_file(path).data
    try:
        is_table = isinstance(json.loads(data), dict)
    except ValueError:
        is_table = False
    if not is_table:
        raise WeightsError(path, "is no calibration", "Give the file that uvphoto calibrate wrote")
    return data


def _write(entry: Entry, data: bytes, notes: Notes, calibration: bytes | None) -> None:
    folder, path = entry.path.parent, entry.path
    noted, calibrated = beside(path, ".json"), beside(path, CALIBRATION_ENDING)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in (noted, calibrated, *(beside(path, ending) for ending in KEPT_ENDINGS)):
            old.unlink(missing_ok=True)  # never notes of one file beside another
        replace_whole(path, data)
        if calibration is not None:
            replace_whole(calibrated, calibration)
        replace_whole(noted, notes.to_json().encode())
    except OSError as error:
        remedy = f"Make room there, or name another folder in {FOLDER_VARIABLE}"
        raise WeightsError(folder, f"cannot be written ({error.strerror})", remedy) from error
