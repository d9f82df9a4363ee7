"""Records in SQLite and on a real PostgreSQL server, which runs while the tests do."""

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from uvphoto.longitudinal.record.entries import NewPhoto, NewResult
from uvphoto.longitudinal.record.place import Place, find_place
from uvphoto.longitudinal.record.record import Record

if TYPE_CHECKING:
    from pwd import struct_passwd

MEASURES = {"skin_mm2": 4000.0, "spot_ratio": 0.05, "count": 12, "contrast": None, "spot_ratio_90_low": 0.02}


def document(share: float = 0.05, photo: str = "a.jpg") -> dict[str, object]:
    """Return what an analysis.json of a photo might hold."""
    return {
        "format_version": 1,
        "made_by": "uvphoto 1.0",
        "photo": photo,
        "spots_found_in": "synthetic UV",
        "weights": {"name": "compact", "sha256": "ab" * 32},
        "algorithm": "absorbance 3",
        "white_balance": {"asked": "none"},
        "is_refused": False,
        "findings": [],
        "regions": {"cheeks": MEASURES | {"spot_ratio": share}, "nose": dict.fromkeys(MEASURES)},
    }


class Server:
    """A PostgreSQL server on a free port of this machine."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.user = _other_user()
        self.folder = Path(tempfile.mkdtemp(prefix="uvphoto-postgresql-"))
        if self.user is not None:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)  # which it has to reach
        self.data = self.folder / "data"
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]

    def start(self) -> None:
        """Make its files, and run it."""
        self._run("initdb", "-D", self.data, "-U", "uvphoto", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self._run("pg_ctl", "start", "-w", "-D", self.data, "-l", self.folder / "log", "-o", options)

    def stop(self) -> None:
        """End it and remove its files."""
        self._run("pg_ctl", "stop", "-D", self.data, "-m", "immediate", check=False)
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        """Return how a database of it is reached."""
        return f"postgresql://uvphoto@127.0.0.1:{self.port}/{database}"

    def make_database(self) -> str:
        """Return the URL of an empty database: a schema of its own in the one that there is, which takes no time."""
        name = f"record_{uuid.uuid4().hex}"
        self.execute(f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}?options=-csearch_path%3D{name}"

    def execute(self, *statements: str) -> None:
        """Run statements of whoever keeps the server."""
        engine = create_engine(self.url("postgres").replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    def _run(self, program: str, *arguments: object, check: bool = True) -> None:
        command = [str(self.binaries / program), *map(str, arguments)]
        with (self.folder / "output").open("ab") as output:  # the server keeps it open, so it cannot be a pipe
            whose = {} if self.user is None else {"user": self.user.pw_uid, "group": self.user.pw_gid}
            subprocess.run(command, stdout=output, stderr=output, check=check, cwd=self.folder, **whose)


def _other_user() -> "struct_passwd | None":
    """Return whom the server runs as: it refuses to be root's. None where we are somebody else already."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - not on every system

    known = {one.pw_name: one for one in pwd.getpwall()}
    found = next((known[name] for name in ("postgres", "nobody") if name in known), None)
    return found or pytest.skip("PostgreSQL does not run as root, and there is no user postgres or nobody")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Run a PostgreSQL server, or skip where there is none to run."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        pytest.skip("no PostgreSQL on this machine (initdb, pg_ctl)")
    server = Server(found[-1])
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Return where a record may be begun, in both kinds of database."""
    if request.param == "sqlite":
        return find_place(tmp_path / "record")
    server: Server = request.getfixturevalue("server")
    return find_place(server.make_database(), tmp_path / "photos")


@pytest.fixture
def record(place: Place) -> Record:
    """Return a record that holds nobody."""
    return Record.create(place)


@pytest.fixture
def photo(tmp_path: Path) -> Callable[..., NewPhoto]:
    """Return a maker of photos to be stored; the same content gives the same file, which is no picture."""

    def make(content: str, visit: str = "2026-01-31", *, share: float | None = None, **said: object) -> NewPhoto:
        colour = tmp_path / "sources" / f"{content}.jpg"
        uv = tmp_path / "sources" / f"{content}_uv.png"
        colour.parent.mkdir(exist_ok=True)
        colour.write_bytes(f"photo {content} ".encode() * 500)
        uv.write_bytes(f"UV photo {content} ".encode() * 500)
        results = () if share is None else (NewResult(document(share), {"uv": uv}),)
        known = {"device": "clinic", "domain": "clinic"} | said
        return NewPhoto(colour=colour, visit=date.fromisoformat(visit), results=results, **known)

    return make
