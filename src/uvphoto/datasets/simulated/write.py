"""Simulate a data set on several cores; an interrupted one goes on where it stopped.

Each person is rendered in a process of one thread, into a folder that gets its final name when it is complete. So the
same settings give the same bytes however many processes there are and however often they were stopped.
"""

import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from uvphoto import __version__
from uvphoto.datasets.manifest import FILE_COLUMNS, DataSet, Description, PhotoRow, kinds_of
from uvphoto.datasets.processes import LOCK_FILE, alone, in_processes
from uvphoto.datasets.simulated.person import MAPS, draw_simulated, write_person
from uvphoto.datasets.simulated.settings import SimulationSettings
from uvphoto.datasets.simulated.tables import as_csv, people_row
from uvphoto.datasets.splits import with_splits
from uvphoto.datasets.storage import write_dataset, write_text
from uvphoto.datasets.table import PHOTOS_FILE, format_rows, parse_table, to_photo
from uvphoto.errors import DataSetError, SettingsError
from uvphoto.simulate.face.mark_drawing import BLOOD_LEVEL, DERMAL_LEVEL, MELANIN_LEVEL
from uvphoto.simulate.photography import WARP_STEP
from uvphoto.simulate.staging import CLINIC_FRAME_MM

SETTINGS_FILE = "simulation.json"
PEOPLE_FILE = "people.csv"
PEOPLE_FOLDER = "people"
PERSON_FILE = "person.json"
PARTIAL = ".{name}.{process}"  # of a person's folder until it is complete
LICENCE = "CC0-1.0"
TRUTH = {
    "spots": f"a pixel is a mark's where epidermal melanin is {MELANIN_LEVEL:.0%} above the skin around (in scars "
    f"below it), the papillary dermis holds {DERMAL_LEVEL} more melanosomes by volume, or there is {BLOOD_LEVEL:.0%} "
    "more blood",
    "warp": f"(h, w, 2) float32: row and column in the clinic's photo of every {WARP_STEP}th pixel, the first at "
    f"({WARP_STEP // 2}, {WARP_STEP // 2})",
}

Progress = Callable[[int, int], None]  # people done, people in all


def write_simulated(
    settings: SimulationSettings, folder: Path, *, processes: int = 1, progress: Progress | None = None
) -> DataSet:
    """Simulate people and write them as a data set; what an earlier, stopped run has finished is kept.

    A run may ask for more people than an earlier one with otherwise the same settings.

    Args:
        settings: what to simulate.
        folder: of the data set; new, empty, or of the same simulation.
        processes: how many people are rendered at a time, 1 or more.
        progress: told after each person.

    Raises:
        DataSetError: the folder holds something else, is damaged, or cannot be written.
        KeyboardInterrupt: passed on after the people under way are finished.

    """
    try:
        _refuse_foreign(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            return _simulate(settings, folder, processes, progress or (lambda *_: None))
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise DataSetError(folder, problem, "Choose a folder on a disk with room, then run the same command") from error
    except BrokenProcessPool as error:
        problem = "was left unfinished: a process ended unasked, most likely for want of memory"
        raise DataSetError(folder, problem, "Run the same command with fewer --processes") from error


def read_settings(folder: Path) -> SimulationSettings:
    """Return the settings with which a simulated data set was made.

    Raises:
        DataSetError: it is no simulated data set, or its settings are damaged.

    """
    file = folder / SETTINGS_FILE
    try:
        made = json.loads(file.read_text(encoding="utf-8"))
        return SimulationSettings.of(**{name: value for name, value in made.items() if name != "uvphoto"})
    except (OSError, ValueError, TypeError, AttributeError, SettingsError) as error:
        raise DataSetError(file, f"tells no settings of a simulation ({error})", "Give a simulated data set") from error


def _simulate(settings: SimulationSettings, folder: Path, processes: int, progress: Progress) -> DataSet:
    _claim(folder, settings)
    missing = [n for n, name in enumerate(settings.persons) if not (folder / PEOPLE_FOLDER / name).is_dir()]
    done = settings.people - len(missing)
    progress(done, settings.people)
    work = partial(_simulate_person, settings, folder)
    for count, _ in enumerate(in_processes(work, missing, processes), start=done + 1):
        progress(count, settings.people)
    return _finish(settings, folder)


def _refuse_foreign(folder: Path) -> None:
    ours = {SETTINGS_FILE, LOCK_FILE}
    if folder.exists() and (found := {path.name for path in folder.iterdir()}) and not found & ours:
        raise DataSetError(folder, "holds other files", "Choose a new folder, or empty this one")


def _claim(folder: Path, settings: SimulationSettings) -> None:
    """Make sure that the folder holds the same simulation or none; clear what a killed run left half-done."""
    file = folder / SETTINGS_FILE
    if file.exists():
        _compare(file, settings)
    write_text(file, json.dumps({"uvphoto": __version__, **settings.as_json()}, indent=2) + "\n")
    (folder / PEOPLE_FOLDER).mkdir(exist_ok=True)
    for left in (folder / PEOPLE_FOLDER).glob(PARTIAL.format(name="p*", process="*")):
        shutil.rmtree(left)


def _compare(file: Path, settings: SimulationSettings) -> None:
    remedy = "Choose a new folder, or run the command that made this one"
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        people = int(found.pop("people"))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise DataSetError(file, f"is damaged ({error})", "Choose a new folder, or empty this one") from error
    wanted: dict[str, object] = {"uvphoto": __version__, **settings.as_json()}
    changed = [key for key in wanted if key != "people" and found.get(key) != wanted[key]]
    if people > settings.people:
        raise DataSetError(file.parent, f"holds a simulation of {people} people, which is more", remedy)
    if changed:
        was = ", ".join(f"{key} {found.get(key)}, not {wanted[key]}" for key in changed)
        raise DataSetError(file.parent, f"holds another simulation ({was})", remedy)


def _simulate_person(settings: SimulationSettings, folder: Path, number: int) -> int:
    one = draw_simulated(settings, number)
    final = folder / PEOPLE_FOLDER / one.name
    building = final.with_name(PARTIAL.format(name=one.name, process=os.getpid()))
    building.mkdir()
    write_text(building / PHOTOS_FILE, format_rows(write_person(one, building)))
    row = people_row(one.name, one.life, one.studio.camera.name)
    write_text(building / PERSON_FILE, json.dumps(row, indent=2) + "\n")
    building.rename(final)
    return number


def _finish(settings: SimulationSettings, folder: Path) -> DataSet:
    """Write the tables of the whole set from those of the people."""
    photos: list[PhotoRow] = []
    people: list[dict[str, object]] = []
    for name in settings.persons:
        own, person = _read_person(folder / PEOPLE_FOLDER / name)
        photos += [_moved(row, f"{PEOPLE_FOLDER}/{name}") for row in own]
        people.append(person)
    write_text(folder / PEOPLE_FILE, as_csv(list(people[0]), people))
    return write_dataset(folder, _describe(settings, photos), with_splits(photos, seed=settings.seed))


def _read_person(own: Path) -> tuple[list[PhotoRow], dict[str, object]]:
    """Read the tables of one finished person."""
    try:
        cells, faults = parse_table((own / PHOTOS_FILE).read_bytes())
        person = json.loads((own / PERSON_FILE).read_text(encoding="utf-8"))
        problem = faults[0].problem if faults else ""
    except (OSError, ValueError) as error:
        problem = str(error)
    if problem:
        raise DataSetError(own, f"is damaged: {problem}", "Delete this folder, then run the same command")
    return [to_photo(row) for row in cells], person


def _moved(row: PhotoRow, below: str) -> PhotoRow:
    """Return a row with its paths below a folder."""
    moved: dict[str, Any] = {name: f"{below}/{row.file(name)}" for name in FILE_COLUMNS if row.file(name)}
    return replace(row, **moved)


def _describe(settings: SimulationSettings, photos: list[PhotoRow]) -> Description:
    return Description(
        name=f"simulated faces, seed {settings.seed}",
        made=f"simulated by uvphoto {__version__}: {settings.command()}",
        licence=LICENCE,
        devices=tuple(sorted({row.device for row in photos})),
        kinds=kinds_of(photos),
        mm_per_pixel=CLINIC_FRAME_MM / settings.size,
        maps=MAPS,
        extra={"truth": TRUTH},
    )
