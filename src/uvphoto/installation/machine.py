"""The machine: Python, system, processor, memory, and how many threads a conversion takes by itself."""

import os
import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from uvphoto.processor import instruction_sets, physical_cores, processor_name

_LIMIT = Path("/sys/fs/cgroup/memory.max")  # control groups of Linux, version 2: bytes, or "max"


@dataclass(frozen=True)
class Machine:
    """Where this runs.

    Attributes:
        python: version, and where it lies.
        system: name, release and kind of processor.
        processor: its name; "" where the system does not tell.
        instructions: those for many numbers at once that it has, of ``processor.instruction_sets``; Linux only.
        logical_cores: of the machine.
        threads: that a conversion takes by itself: the physical cores that this process may use.
        memory_bytes: of the machine, or what a container grants; None where the system does not tell.

    """

    python: str
    system: str
    processor: str
    instructions: tuple[str, ...]
    logical_cores: int
    threads: int
    memory_bytes: int | None


def describe_machine() -> Machine:
    """Return what the machine is."""
    return Machine(
        python=f"{platform.python_version()} in {sys.prefix}",
        system=" ".join((platform.system(), platform.release(), platform.machine())),
        processor=processor_name() or platform.processor(),
        instructions=instruction_sets(),
        logical_cores=os.cpu_count() or 1,
        threads=physical_cores(),
        memory_bytes=_memory(),
    )


def _memory() -> int | None:
    found = []
    with suppress(AttributeError, OSError, ValueError):  # Windows knows no sysconf
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with suppress(OSError, ValueError):  # "max" is no number
        found.append(int(_LIMIT.read_text(encoding="ascii")))
    return min(found, default=None)
