"""Photos of one face with their analyses, which several verbs go on with."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from uvphoto.analysis.analyse import Given, Source, Tools, analyse
from uvphoto.analysis.files import Photo, write_analysis
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import Precision, RunSettings, Runtime
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.picture import inspect, read_colour, write_colour
from uvphoto.simulate.photography import ClinicPhoto


@pytest.fixture(scope="session")
def analysed(clinic_face: ClinicPhoto, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three photos of one face and their analyses; in the later ones there is a new spot.

    The UV photos are the simulator's, told as synthetic ones: converting them would take most of the time.
    """
    folder = tmp_path_factory.mktemp("compare")
    rows, columns = np.mgrid[: clinic_face.uv.shape[0], : clinic_face.uv.shape[1]]
    chin = np.argwhere(clinic_face.regions == 5).mean(axis=0)
    spot = np.hypot(rows - chin[0], columns - chin[1]) < 2.0 / clinic_face.view.mm_per_pixel
    run_settings = RunSettings(Runtime.ONNXRUNTIME, 1, "cpu", Precision.AUTO, None)
    tools = Tools(load_converter(WeightsStore.of_user().find(None), run_settings))
    for number, (name, share) in enumerate({"before": 1.0, "later": 0.6, "last": 0.55}.items()):
        path = folder / f"{name}.png"
        write_colour(path, clinic_face.colour * np.float32(1 - 0.001 * number))  # several files, not one
        photo = Photo(path, inspect(path), read_colour(path).pixels)
        uv = np.where(spot, share * clinic_face.uv, clinic_face.uv).astype(np.float32)
        found = replace(analyse(photo.colour, tools, Given(uv=uv)), source=Source.SYNTHETIC)
        write_analysis(folder / "out" / name, photo, found, tools, {})
    return folder
