"""Python that may open no internet socket, nor any process that it starts.

A filter in the kernel (seccomp) kills the process where it asks for an internet socket, from whatever thread and
language.
"""

import os
import platform
import subprocess
import sys

# Offsets into struct seccomp_data (linux/seccomp.h): 0 number of the call, 4 architecture, 16 first argument.
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
IS_POSSIBLE = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")


def run(code: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run Python code with arguments under the filter."""
    return subprocess.run(
        [sys.executable, "-c", FORBID + code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )
