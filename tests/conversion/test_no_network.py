"""Nothing is sent anywhere: a process that may open no internet socket converts a photo all the same."""

import platform
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from uvphoto.conversion.weights_file import Weights
from uvphoto.picture import write_colour

# A filter in the kernel (seccomp) that kills the process where it asks for an internet socket, from whatever thread and
# language. Offsets into struct seccomp_data (linux/seccomp.h): 0 number of the call, 4 architecture, 16 first argument.
FORBID = """
import ctypes, platform, struct
def forbid_internet():
    architecture, socket_call = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}[platform.machine()]
    LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
    ALLOW, KILL, INTERNET, INTERNET_6 = 0x7FFF0000, 0x80000000, 2, 10
    steps = [
        (LOAD, 0, 0, 4), (IF_EQUAL, 0, 5, architecture), (LOAD, 0, 0, 0), (IF_EQUAL, 0, 3, socket_call),
        (LOAD, 0, 0, 16), (IF_EQUAL, 2, 0, INTERNET), (IF_EQUAL, 1, 0, INTERNET_6), (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, KILL),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None)
    assert libc.prctl(38, 1, 0, 0, 0) == 0  # PR_SET_NO_NEW_PRIVS
    assert libc.prctl(22, 2, ctypes.c_void_p(ctypes.addressof(program)), 0, 0) == 0  # PR_SET_SECCOMP, a filter
forbid_internet()
"""
KILLED = -31  # SIGSYS

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"), reason="the filter is Linux's"
)


def run(code: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", FORBID + code, *arguments], capture_output=True, text=True, check=False
    )


def test_the_filter_works() -> None:
    assert run("print('alive')").stdout == "alive\n"
    assert run("import socket; socket.socket(socket.AF_UNIX); print('alive')").stdout == "alive\n"
    assert run("import socket; socket.getaddrinfo('example.org', 80)").returncode == KILLED
    assert run("import socket; socket.socket(socket.AF_INET6)").returncode == KILLED


@pytest.mark.parametrize("backend", ["auto", "onnxruntime", "openvino", "torch"])
def test_a_conversion_looks_up_no_name(networks: ModuleType, compact: Weights, tmp_path: Path, backend: str) -> None:
    write_colour(tmp_path / "face.png", networks.noise(40, 40))
    arguments = ["convert", str(tmp_path / "face.png"), "--out", str(tmp_path / "uv"), "--weights", str(compact.path)]
    result = run("from uvphoto.cli import main; main()", *arguments, "--backend", backend)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "uv" / "face_uv.png").exists()
