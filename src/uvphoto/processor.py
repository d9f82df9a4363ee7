"""What the processor has: cores to compute on, and instructions for short numbers."""

import math
import os
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")
_QUOTA = Path("/sys/fs/cgroup/cpu.max")  # control groups of Linux, version 2: microseconds of time, and of how many

_INSTRUCTIONS = {  # by the flag that Linux has for them
    "AVX2": "avx2",
    "AVX-512": "avx512f",
    "AVX-512 VNNI": "avx512_vnni",
    "AMX bfloat16": "amx_bf16",
    "AMX int8": "amx_int8",
}


def physical_cores() -> int:
    """Return how many physical cores this process may use; where that cannot be told, how many logical ones."""
    return int(max(1, min(_allowed_cores(), _quota())))


def _allowed_cores() -> int:
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    cores = {
        (entry.get("physical id"), entry.get("core id", entry["processor"]))
        for entry in _entries()
        if int(entry["processor"]) in allowed
    }
    return len(cores) or len(allowed)


def _quota() -> float:
    """Return how many cores' time a container grants."""
    try:
        time, period = _QUOTA.read_text(encoding="ascii").split()
        return math.inf if time == "max" else math.ceil(int(time) / int(period))
    except (OSError, ValueError, ZeroDivisionError):
        return math.inf


def processor_name() -> str:
    """Return what Linux calls the processor; "" elsewhere, or where it has no name."""
    return next((entry["model name"] for entry in _entries() if "model name" in entry), "")


def instruction_sets() -> tuple[str, ...]:
    """Return which of the known instructions for many numbers at once the processor has; Linux on x86 only."""
    flags = {flag for entry in _entries() for flag in entry.get("flags", "").split()}
    return tuple(name for name, flag in _INSTRUCTIONS.items() if flag in flags)


def has_fast_bfloat16() -> bool:
    """Whether the processor multiplies matrices of bfloat16 (Intel AMX); without that they are slow on it."""
    return any("amx_bf16" in entry.get("flags", "").split() for entry in _entries())


def _entries() -> list[dict[str, str]]:
    """Return what Linux tells of each logical core; nothing elsewhere."""
    try:
        text = _CPUINFO.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    blocks = [dict(_pair(line) for line in block.splitlines() if ":" in line) for block in text.split("\n\n")]
    return [block for block in blocks if block.get("processor", "").isdigit()]


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()
