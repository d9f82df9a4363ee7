"""Several processes on one record at once."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from uvphoto.longitudinal.record.entries import NewPhoto
from uvphoto.longitudinal.record.place import Place
from uvphoto.longitudinal.record.record import Record

WRITER = """
import sys
from datetime import date, timedelta
from pathlib import Path
from uvphoto.longitudinal.record.entries import NewPhoto
from uvphoto.longitudinal.record.place import find_place
from uvphoto.longitudinal.record.record import Record

where, photos, sources, who, visits = sys.argv[1:]
record = Record.create(find_place(where, Path(photos) if photos else None))
shared = Path(sources) / "shared.jpg"
for number in range(int(visits)):
    own = Path(sources) / f"{who}{number}.jpg"
    own.write_bytes(f"{who} {number}".encode() * 1000)
    day = date(2026, 1, 1) + timedelta(number)
    record.add(who, [NewPhoto(own, day, "clinic", "clinic")])
    record.add("both", [NewPhoto(own, day, who, "phone")])
    if number % 3 == 2:  # what goes and comes again, while the other one stores the same
        record.add(f"brief_{who}", [NewPhoto(shared, day, "clinic", "clinic")])
        record.delete(f"brief_{who}")
record.add(f"brief_{who}", [NewPhoto(shared, date(2026, 1, 1), "clinic", "clinic")])
"""


def test_two_writers_at_once_lose_nothing(place: Place, tmp_path: Path) -> None:
    """Both begin the record, store the same content, and delete what the other one refers to."""
    (tmp_path / "shared.jpg").write_bytes(b"shared" * 1000)
    where = str(place.file.parent) if place.is_sqlite else place.database.render_as_string(hide_password=False)
    photos = "" if place.is_sqlite else str(place.photos)
    visits = 6
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, where, photos, str(tmp_path), who, str(visits)],
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in ("first", "second")
    ]
    for writer in writers:
        _, complaints = writer.communicate(timeout=120)
        assert writer.returncode == 0, complaints
    record = Record.open(place)
    counted = {one.pseudonym: (one.visits, one.photos) for one in record.people()}
    assert counted == {
        "both": (visits, 2 * visits),
        "first": (visits, visits),
        "second": (visits, visits),
        "brief_first": (1, 1),
        "brief_second": (1, 1),
    }
    assert record.problems() == []


def test_who_reads_sees_what_has_been_stored_since(place: Place, photo: Callable[..., NewPhoto]) -> None:
    writer, reader = Record.create(place), Record.open(place)
    for number in range(3):
        writer.add("p1", [photo(str(number), date(2026, 1, number + 1).isoformat())])
        assert len(reader.person("p1").visits) == number + 1
