"""A server of its own whose work takes long enough to be broken off: serve_slowly.py FOLDER."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # the process that works imports from there too

import app_works

from uvphoto.app.serving import serve
from uvphoto.app.settings import AppSettings

if __name__ == "__main__":
    serve(
        AppSettings(Path(sys.argv[1]), port=0),
        lambda started: print(started.address, flush=True),  # noqa: T201 - for the test
        make_works=app_works.slow,
    )
