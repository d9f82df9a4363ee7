"""Whether libraries can be imported at all, tried in a process of its own: some broken ones take it down with them."""

import subprocess
import sys
from collections.abc import Sequence

_MARK = "uvphoto tries "
_PROGRAM = f"""
import importlib, sys
for name in sys.argv[1:]:
    print({_MARK!r} + name, flush=True)
    try:
        importlib.import_module(name)
    except BaseException as error:
        print({_MARK!r} + name, type(error).__name__, *str(error).split(), flush=True)
"""
_PATIENCE = 300  # seconds for all of them; slow disks take a minute for torch


def try_imports(modules: Sequence[str]) -> dict[str, str]:
    """Import modules one after the other.

    Args:
        modules: their names.

    Returns:
        By name: why it cannot be imported; "" where it can.

    """
    found: dict[str, str] = {}
    left = list(dict.fromkeys(modules))
    while left:
        lines, end = _run(left)
        for line in lines:
            name, _, problem = line.partition(" ")
            found[name] = f"cannot be imported ({problem[:200]})" if problem else ""
        begun = [name for name in left if name in found]
        if end and begun:
            found[begun[-1]] = f"cannot be imported ({end})"  # it took the process with it
        elif end:
            return found | dict.fromkeys(left, f"cannot be imported ({end})")
        left = [name for name in left if name not in found]
    return found


def _run(modules: Sequence[str]) -> tuple[list[str], str]:
    """Return the lines behind the mark, and why the process did not come to its end; "" where it did."""
    command = [sys.executable, "-P", "-W", "ignore", "-c", _PROGRAM, *modules]
    end = ""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and program
            command, capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=False
        )
        output = done.stdout
        if done.returncode:
            end = f"Python ended with code {done.returncode}"
    except subprocess.TimeoutExpired as error:
        told = error.stdout or b""
        output = told.decode(errors="replace") if isinstance(told, bytes) else told
        end = f"not done after {_PATIENCE} s"
    return [line.removeprefix(_MARK) for line in output.splitlines() if line.startswith(_MARK)], end
