"""The benchmark of registration: what it takes for the truth, what it chooses, and that it counts refusals rightly."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import cv2
import numpy as np
import pytest

from uvphoto.archives.registration.places import Places
from uvphoto.datasets.simulated import SimulationSettings, write_simulated


@pytest.fixture(scope="module")
def distortion(load_benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """Return the module benchmarks/pair_distortion.py."""
    return load_benchmark("pair_distortion")


@pytest.fixture(scope="module")
def benchmark(distortion: ModuleType, load_benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """Return the module benchmarks/pair_registration.py, which imports the other."""
    assert distortion
    return load_benchmark("pair_registration")


@pytest.mark.parametrize("resized", [0.7, 1.0, 1.25])
def test_a_dot_lies_where_the_move_says(distortion: ModuleType, resized: float) -> None:
    place = (121.0, 143.0)  # row and column as taken
    rows, columns = np.mgrid[:256, :300]
    uv = np.exp(-((rows - place[0]) ** 2 + (columns - place[1]) ** 2) / (2 * 3.0**2)).astype(np.float32)
    move = distortion.Move.draw((256, 300), np.random.default_rng(4), resized=resized)
    moved = move.apply(uv).astype(np.float64)
    assert moved.shape == (round(256 * resized), round(300 * resized))
    there = np.mgrid[: moved.shape[0], : moved.shape[1]]
    row, column = ((axis * moved).sum(keepdims=True).ravel() / moved.sum() for axis in there)
    x, y = move.source(column, row)
    assert np.hypot(x - place[1], y - place[0]).item() < 0.1
    assert np.hypot(row / resized - place[0], column / resized - place[1]).item() > 1  # it was moved at all


def test_moves_stay_within_their_limits(distortion: ModuleType) -> None:
    rows, columns = (axis.ravel().astype(float) for axis in np.mgrid[:1024:64, :1024:64])
    for seed in range(20):
        move = distortion.Move.draw((1024, 1024), np.random.default_rng(seed))
        assert np.abs(move.shift).max() <= 20
        assert 0.97 <= np.sqrt(np.linalg.det(move.matrix)) <= 1.03
        bend = np.hypot(*move.bend.at(columns / 1024, rows / 1024))
        assert bend.max() <= 1.05  # of the longest, which is sought on a grid
        assert move.longest <= 5


def test_a_move_of_a_length_has_it_over_the_skin(distortion: ModuleType) -> None:
    skin = np.zeros((200, 240), np.bool_)
    skin[40:160, 60:180] = True
    rows, columns = (axis.astype(float) for axis in np.nonzero(skin))
    ways = []
    for length in (2.0, 4.0):
        move = distortion.Move.of_length(skin, length, np.random.default_rng(9))
        x, y = move.source(columns, rows)
        assert np.median(np.hypot(x - columns, y - rows)) == pytest.approx(length)
        ways.append(np.array([x - columns, y - rows]))
    assert np.allclose(ways[1], 2 * ways[0])  # one person moves one way, however far


def test_another_exposure_is_one(distortion: ModuleType) -> None:
    uv = np.full((64, 64), 0.4, np.float32)
    seen = distortion.Exposure(1.5, 1.0, 1e9, 0.0).apply(uv, np.random.default_rng(0))
    linear = [((value + 0.055) / 1.055) ** 2.4 for value in (0.4, float(seen.mean()))]
    assert linear[1] / linear[0] == pytest.approx(1.5, rel=0.02)
    noisy = distortion.Exposure(1.0, 1.0, 2000.0, 0.004).apply(uv, np.random.default_rng(0))
    assert 0.003 < noisy.std() < 0.03


def test_the_right_places_are_not_off(benchmark: ModuleType, distortion: ModuleType) -> None:
    skin = np.ones((60, 60), np.bool_)
    move = distortion.Move((60, 60), (60, 60), np.eye(2), np.array([3.0, -4.0]), _still(distortion), 0.0)
    moved, unmoved = (Places.of(matrix, (60, 60), (60, 60)) for matrix in (_shift(-3, 4), np.eye(3)))
    assert np.allclose(benchmark.off_by(moved, move, skin), 0, atol=1e-4)
    assert np.allclose(benchmark.off_by(unmoved, move, skin), 5)


def _shift(x: float, y: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)


def _still(distortion: ModuleType) -> Any:  # noqa: ANN401 - a class of a module that is loaded by its name
    return distortion.Bend(np.zeros((1, 2)), np.ones(1), np.zeros((1, 2)))


def test_it_tells_one_person_from_two(
    benchmark: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def one_after_the_other(work: Callable[[Any], Any], jobs: Sequence[Any], _: int) -> Iterator[Any]:
        return map(work, jobs)

    monkeypatch.setattr(benchmark, "in_processes", one_after_the_other)
    cv2.setNumThreads(1)
    faces = write_simulated(SimulationSettings(people=2, seed=5, size=256), tmp_path / "faces").folder
    file = tmp_path / "pairs.json"
    benchmark.main(["--dataset", str(faces), "--people", "2", "--strangers", "1", "--json", str(file)])
    cases = json.loads(file.read_text(encoding="utf-8"))
    printed = capsys.readouterr().out
    assert [(one["person"], one["other"]) for one in cases] == [
        ("p00001", "p00001"), ("p00001", "p00002"), ("p00002", "p00002"),
    ]  # fmt: skip
    assert cases[1]["problem"]
    own = [cases[0], cases[2]]
    refused = sum(bool(one["problem"]) for one in own)
    assert f"wrongly refused: {refused} of 2" in printed
    assert "wrongly accepted: 0 of 1" in printed
    for one in own:
        if not one["problem"]:
            assert one["after"][50] < 1 < one["before"][50]
