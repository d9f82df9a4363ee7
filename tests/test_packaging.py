"""What the installed package is: light to start, free of torch, and told in one line a verb."""

import pkgutil
import subprocess
import sys

import pytest

import uvphoto

OF_EXTRAS = (  # what extras are for
    *(f"uvphoto.models.{name}" for name in ("alexnet", "bisenet", "build", "checkpoint", "compact", "initialise")),
    *(f"uvphoto.models.{name}" for name in ("norms", "patchgan", "resnet", "tensors", "unet")),
    "uvphoto.analysis.interchange.dicom",
    "uvphoto.analysis.interchange.fhir",
    "uvphoto.app",
    "uvphoto.conversion.export.",
    "uvphoto.longitudinal.forecast",
    "uvphoto.longitudinal.image_forecast",
    "uvphoto.longitudinal.record",
    "uvphoto.training",
)
HEAVY = ("numpy", "scipy", "cv2", "PIL", "skimage", "torch")
EXTRAS = (
    "torch", "lightning_fabric", "safetensors", "onnx", "openvino", "fastapi", "pillow_heif", "rawpy", "sqlalchemy",
    "fhir", "highdicom", "pydicom", "uvicorn", "starlette", "argon2", "cryptography", "babel", "persistqueue",
)  # fmt: skip
MODULES = [
    module.name
    for module in pkgutil.walk_packages(uvphoto.__path__, "uvphoto.")
    if "__main__" not in module.name and not module.name.startswith(OF_EXTRAS)
]


def imported(code: str, names: tuple[str, ...]) -> list[str]:
    """Return which packages a fresh interpreter has loaded after some code."""
    program = f"{code}\nimport sys\nprint(*[name for name in {names!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_command_line_starts_without_arrays() -> None:
    assert imported("import uvphoto.cli", HEAVY) == []


def test_every_module_can_be_imported_without_an_extra() -> None:
    lines = "\n".join(f"import {name}" for name in MODULES)
    assert len(MODULES) > 80
    assert imported(lines, EXTRAS) == []


def test_importing_leaves_random_numbers_and_threads_alone() -> None:
    code = "import cv2, numpy; before = cv2.getNumThreads(), numpy.random.get_state()[1].tolist()\n"
    code += "\n".join(f"import {name}" for name in MODULES)
    code += "\nassert before == (cv2.getNumThreads(), numpy.random.get_state()[1].tolist())"
    assert imported(code, ("torch",)) == []


def verbs(*group: str) -> dict[str, str]:
    """Return each verb of the help and what stands beside it."""
    command = [sys.executable, "-m", "uvphoto", *group, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"COLUMNS": "80", "PATH": ""})
    listed = done.stdout.split("Commands:")[1]
    return dict(line.strip().split(maxsplit=1) for line in listed.splitlines() if line.strip())


@pytest.mark.parametrize(
    ("group", "known"),
    [
        ((), {"convert", "weights", "demo", "doctor", "train", "export", "simulate", "dataset", "gallery", "app"}),
        (("dataset",), {"check", "import", "split"}),
        (("weights",), {"list", "info", "add"}),
        (("record",), {"add", "list", "show", "export", "delete"}),
    ],
)
def test_every_verb_has_help_of_one_line(group: tuple[str, ...], known: set[str]) -> None:
    """On a narrow terminal too: a second line would be listed as a verb of its own."""
    found = verbs(*group)
    assert set(found) >= known
    for verb, told in found.items():
        assert told[0].isupper(), verb
        assert told.endswith("."), verb
        assert "..." not in told, verb
        subprocess.run([sys.executable, "-m", "uvphoto", *group, verb, "--help"], capture_output=True, check=True)
