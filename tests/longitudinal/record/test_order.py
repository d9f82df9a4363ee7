"""What a power cut would show and a killed process does not: bytes and names reach the disk before the rows do."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import Engine, event

from uvphoto.longitudinal.record.entries import NewPhoto
from uvphoto.longitudinal.record.record import Record

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells what a descriptor is")


def test_the_rows_come_last(record: Record, photo: Callable[..., NewPhoto], monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, str]] = []
    sync, replace = os.fsync, Path.replace

    def noted_sync(number: int) -> None:
        done.append(("sync", str(Path(f"/proc/self/fd/{number}").readlink())))
        sync(number)

    def noted_replace(path: Path, target: Path) -> Self:
        done.append((f"rename {path}", str(target)))
        return replace(path, target)

    def noted_statement(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("INSERT"):
            done.append(("insert", statement.split()[2]))

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    event.listen(Engine, "before_cursor_execute", noted_statement)
    try:
        record.add("p1", [photo("a", share=0.1), photo("b")])
    finally:
        event.remove(Engine, "before_cursor_execute", noted_statement)

    first_row = min(place for place, (what, _) in enumerate(done) if what == "insert")
    renames = [
        place for place, (what, name) in enumerate(done) if what.startswith("rename") and "/.doubtful/" not in name
    ]
    noted = done.index(("sync", str(record.place.photos / ".doubtful")))
    assert len(renames) == 3
    for place in renames:
        source, target = done[place][0].removeprefix("rename "), Path(done[place][1])
        assert done.index(("sync", source)) < noted < place  # its bytes, and the note that it may belong to nobody
        assert place < done.index(("sync", str(target.parent)), place) < first_row  # its name
        assert place < done.index(("sync", str(record.place.photos))) < first_row  # the folder that it lies in
