"""The verb that says what is installed, what works and how fast, and how to mend the rest."""

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from uvphoto.installation.lack import Lack

if TYPE_CHECKING:
    from uvphoto.installation.backends import BackendTrial
    from uvphoto.installation.examination import Examination
    from uvphoto.installation.machine import Machine
    from uvphoto.installation.places import DataPlace
    from uvphoto.installation.requirements import Part
    from uvphoto.installation.weights import WeightsFile

_WIDTH = 110  # columns
_TITLE = 24  # columns
_Row = tuple[str, str, Lack | None]


def doctor(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Try everything, but time nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: all of it as JSON.")] = False,
) -> None:
    """Say what is installed, works and how fast, and mend the rest.

    Nothing is changed and nothing sent. Ends with code 2 where photos cannot be converted and measured.
    """
    from uvphoto.cli.console import progress_bar
    from uvphoto.installation.examination import examine

    with progress_bar(transient=True) as bar:
        task = bar.add_task("Examining", total=5)

        def advance(what: str) -> None:
            bar.update(task, advance=0 if what == "what is installed" else 1, description=f"Examining {what}")

        found = examine(quick=quick, advance=advance)
    typer.echo(_as_json(found) if as_json else "\n".join(_lines(found)))
    if not found.works:
        raise typer.Exit(2)


def _as_json(found: "Examination") -> str:
    import dataclasses

    values = dataclasses.asdict(found)
    if not isinstance(found.parts, Lack):
        values["parts"] = [
            dataclasses.asdict(part) | {"lack": None if part.lack is None else dataclasses.asdict(part.lack)}
            for part in found.parts
        ]
    return json.dumps(values | {"works": found.works}, indent=1, ensure_ascii=False, default=str)


def _lines(found: "Examination") -> Iterator[str]:
    yield f"uvphoto {found.version}"
    for title, rows in (
        ("Machine", _machine(found.machine)),
        ("Installed", found.parts if isinstance(found.parts, Lack) else map(_part, found.parts)),
        ("Weights", found.weights if isinstance(found.weights, Lack) else map(_weights, found.weights)),
        ("Backends", found.backends if isinstance(found.backends, Lack) else map(_backend, found.backends)),
        ("Data", found.places if isinstance(found.places, Lack) else map(_place, found.places)),
        ("Main job", [("convert and measure", found.main_job.told, found.main_job.lack)]),
    ):
        yield f"\n{title}"
        yield from _section([("", "cannot be told", rows)] if isinstance(rows, Lack) else rows)
    told = "off" if found.sends_nothing else "not switched off"
    yield from _section([("telemetry", f"{told} (ONNX Runtime is told to send nothing)", None)])
    yield ""
    faults = sum(one.is_fault for one in found.lacks())
    yield f"{'All that photos need works' if found.works else 'Photos cannot be measured yet'}; " + (
        f"{faults} to mend, see the lines with !!" if faults else "nothing is broken"
    )


def _section(rows: Iterable[_Row]) -> Iterator[str]:
    for title, told, lack in rows:
        mark = "  " if lack is None else "!!" if lack.is_fault else "--"
        first = f"{mark} {title:<{_TITLE}} "
        yield from textwrap.wrap(
            told, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False,
            break_long_words=False,
        ) or [first.rstrip()]  # fmt: skip
        if lack is not None:
            yield f"{'':{len(first)}}{lack.what}"
            yield f"{'':{len(first)}}> {lack.remedy}"


def _machine(machine: "Machine") -> list[_Row]:
    memory = "not known" if machine.memory_bytes is None else f"{machine.memory_bytes / 2**30:.1f} GiB"
    has = ", ".join(machine.instructions) or "none that is known"
    cores = f"{machine.logical_cores} logical cores; a conversion takes {machine.threads} threads"
    return [
        ("Python", machine.python, None),
        ("system", machine.system, None),
        ("processor", f"{machine.processor or 'not known'}; {cores}", None),
        ("fast instructions", has, None),
        ("memory", memory, None),
    ]


def _part(part: "Part") -> _Row:
    versions = ", ".join(f"{one.name} {one.version}" for one in part.dependencies if one.version)
    title = part.name if part.name == "base" else f"extra {part.name}"
    return title, versions or "not installed", part.lack


def _weights(file: "WeightsFile") -> _Row:
    told = [file.kind, "bundled" if file.is_bundled else str(file.path)]
    if file.sha256:
        told.append(f"SHA-256 {file.sha256[:12]}... {'as noted' if file.lack is None else ''}".strip())
    if file.calibrated_for:
        colours = ["as taken" if one == "none" else f"balanced by {one}" for one in file.calibrated_for]
        told.append(f"intervals for colours {', '.join(colours)}")
    return file.name, "; ".join(filter(None, told)), file.lack


def _backend(trial: "BackendTrial") -> _Row:
    told = [trial.told or "does not run"]
    if trial.tile_ms is not None and trial.picture_s is not None:
        told.append(f"{trial.tile_ms:.0f} ms a tile of 256 x 256, {trial.picture_s:.2f} s a picture of 512 x 512")
    if trial.differs_levels is not None:
        told.append(f"differs from onnxruntime by at most {trial.differs_levels:.2f} of 255 levels")
    return trial.runtime, "; ".join(told), trial.lack


def _place(place: "DataPlace") -> _Row:
    told = [place.where, place.told] + ([] if place.free_bytes is None else [f"{place.free_bytes / 1e9:.1f} GB free"])
    return place.what, "; ".join(filter(None, told)), place.lack
