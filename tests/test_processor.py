"""Cores and instructions, from what Linux would tell of other machines."""

import os
from pathlib import Path

import pytest

from uvphoto import processor
from uvphoto.processor import has_fast_bfloat16, instruction_sets, physical_cores, processor_name

ENTRY = "processor\t: {0}\nphysical id\t: 0\ncore id\t\t: {1}\nflags\t\t: fpu {2}\n\n"


@pytest.fixture(autouse=True)
def free(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Leave out what a container grants."""
    monkeypatch.setattr(processor, "_QUOTA", tmp_path / "no quota")


def tell(monkeypatch: pytest.MonkeyPatch, path: Path, text: str) -> None:
    path.write_text(text)
    monkeypatch.setattr(processor, "_CPUINFO", path)


def test_two_threads_of_a_core_count_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tell(monkeypatch, tmp_path / "cpuinfo", "".join(ENTRY.format(number, number // 2, "") for number in range(8)))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert physical_cores() == 4
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert physical_cores() == 2


@pytest.mark.parametrize(("quota", "cores"), [("max 100000", 4), ("150000 100000", 2), ("50000 100000", 1), ("", 4)])
def test_a_container_may_grant_fewer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quota: str, cores: int) -> None:
    tell(monkeypatch, tmp_path / "cpuinfo", "".join(ENTRY.format(number, number, "") for number in range(4)))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(4)), raising=False)
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(processor, "_QUOTA", tmp_path / "cpu.max")
    assert physical_cores() == cores


def test_other_systems_count_what_they_can(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(processor, "_CPUINFO", tmp_path / "missing")
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert physical_cores() == 6
    assert not has_fast_bfloat16()
    tell(monkeypatch, tmp_path / "arm", "processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\n\n")
    assert physical_cores() == 2


@pytest.mark.parametrize(("flags", "is_fast"), [("avx512_bf16 amx_bf16", True), ("avx512_bf16", False)])
def test_fast_short_numbers_are_told_by_a_flag(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, flags: str, is_fast: bool
) -> None:
    tell(monkeypatch, tmp_path / "cpuinfo", ENTRY.format(0, 0, flags))
    assert has_fast_bfloat16() == is_fast


def test_name_and_instructions_are_those_that_linux_tells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    entry = "model name\t: A Fast One\n" + ENTRY.format(0, 0, "avx2 avx512f avx512fp16 amx_int8")
    tell(monkeypatch, tmp_path / "cpuinfo", entry)
    assert processor_name() == "A Fast One"
    assert instruction_sets() == ("AVX2", "AVX-512", "AMX int8")
    monkeypatch.setattr(processor, "_CPUINFO", tmp_path / "missing")
    assert processor_name() == ""
    assert instruction_sets() == ()
