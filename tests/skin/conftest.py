"""Simulated people in front of a clinic's camera, turned as asked, with the truth about them."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import SimulatedPerson, draw_simulated
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import ClinicPhoto, clinic_photo

Taken = tuple[SimulatedPerson, ClinicPhoto]


@pytest.fixture(scope="session")
def take_simulated() -> Callable[[int, float], Taken]:
    """Return what takes the photo of a person, by number, with the head turned by some degrees."""
    settings = SimulationSettings(people=8, seed=77, size=400)

    @cache
    def take(number: int, yaw: float) -> Taken:
        one = draw_simulated(settings, number)
        visited = visit(one.life, 0)
        turned = replace(visited, sitting=replace(visited.sitting, yaw=yaw))
        return one, clinic_photo(one.life, turned, one.studio)

    return take
