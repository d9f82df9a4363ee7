"""Nothing is sent anywhere: a process that may open no internet socket converts a photo all the same."""

from pathlib import Path
from types import ModuleType

import pytest

from uvphoto.conversion.weights_file import Weights
from uvphoto.picture import write_colour


def test_the_filter_works(no_internet: ModuleType) -> None:
    run, killed = no_internet.run, no_internet.KILLED
    assert run("print('alive')").stdout == "alive\n"
    assert run("import socket; socket.socket(socket.AF_UNIX); print('alive')").stdout == "alive\n"
    assert run("import socket; socket.getaddrinfo('example.org', 80)").returncode == killed
    assert run("import socket; socket.socket(socket.AF_INET6)").returncode == killed


@pytest.mark.parametrize("backend", ["auto", "onnxruntime", "openvino", "torch"])
def test_a_conversion_looks_up_no_name(
    networks: ModuleType, no_internet: ModuleType, compact: Weights, tmp_path: Path, backend: str
) -> None:
    write_colour(tmp_path / "face.png", networks.noise(40, 40))
    arguments = ["convert", str(tmp_path / "face.png"), "--out", str(tmp_path / "uv"), "--weights", str(compact.path)]
    result = no_internet.run("from uvphoto.cli import main; main()", *arguments, "--backend", backend)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "uv" / "face_uv.png").exists()
