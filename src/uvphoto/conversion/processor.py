"""What the processor has: cores to compute on, and instructions for short numbers."""

import os
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")


def physical_cores() -> int:
    """Return how many physical cores this process may use; where that cannot be told, how many logical ones."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    cores = {
        (entry.get("physical id"), entry.get("core id", entry["processor"]))
        for entry in _entries()
        if int(entry["processor"]) in allowed
    }
    return len(cores) or len(allowed)


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
