"""Writers that are killed: what they reported is there, and nothing is half there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from uvphoto.longitudinal.record.place import Place
from uvphoto.longitudinal.record.record import Record

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked on this system")


def killed(place: Place, *arguments: object) -> dict[str, int]:
    """Kill writers as ``killing`` does, which holds the record to their reports after each of them."""
    where = place.file.parent if place.is_sqlite else place.database.render_as_string(hide_password=False)
    script = Path(__file__).with_name("killing.py")
    command = [sys.executable, script, where, place.photos, *arguments]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_writers_killed_at_random_moments_lose_nothing(place: Place) -> None:
    told = killed(place, "--rounds", 8, "--seed", 5)
    assert told["reported_stored"] > 8
    assert told["reported_deleted"] > 0
    # Of each writer at most one visit came to be without a report, or went without one.
    assert abs(told["there"] - told["reported_stored"] + told["reported_deleted"]) <= 8
    assert Record.open(place).problems() == []


def test_writers_killed_at_any_step_lose_nothing(place: Place) -> None:
    told = killed(place, "--steps", 8)
    assert told["left_behind"] > 2  # else no step between a file's name and its row was hit


@pytest.mark.slow
def test_writers_killed_at_every_step_lose_nothing(place: Place) -> None:
    killed(place, "--steps", 800)
