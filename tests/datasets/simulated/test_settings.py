import json
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.errors import SettingsError
from uvphoto.simulate.camera.phone_family import PhoneFamily
from uvphoto.simulate.face.people import Population

LIMITS = {
    "people": (1, 100_000),
    "seed": (0, 2**32 - 1),
    "size": (256, 4096),
    "phones": (0, 20),
    "visits": (1, 100),
    "phone_pool": (1, 100_000),
}
valid = st.builds(
    SimulationSettings,
    **{name: st.integers(*limits) for name, limits in LIMITS.items() if name != "phone_pool"},
    phone_pool=st.integers(LIMITS["phones"][1], LIMITS["phone_pool"][1]),
    population=st.sampled_from(Population),
    phone_family=st.sampled_from(PhoneFamily),
)


@pytest.mark.parametrize("name", LIMITS)
def test_each_number_has_a_lowest_and_a_greatest_value(name: str) -> None:
    low, high = LIMITS[name]
    for value in (low, high):
        assert getattr(SimulationSettings(**{name: value}), name) == value
    for value in (low - 1, high + 1):
        with pytest.raises(SettingsError, match=rf"--{name.replace('_', '-')} {value} is outside {low} to {high}"):
            SimulationSettings(**{name: value})


def test_there_are_no_more_phones_of_a_person_than_in_all() -> None:
    assert SimulationSettings(phones=3, phone_pool=3).phones == 3
    with pytest.raises(SettingsError, match="--phones 4 is more than the --phone-pool of 3"):
        SimulationSettings(phones=4, phone_pool=3)


def test_a_population_goes_by_its_name() -> None:
    assert SimulationSettings.of(population="east-asian-clinic").population is Population.EAST_ASIAN_CLINIC
    assert SimulationSettings.of(population="global", people=3) == SimulationSettings(people=3)
    with pytest.raises(SettingsError, match=r"--population martian is unknown: .*global"):
        SimulationSettings.of(population="martian")


def test_a_family_of_phones_goes_by_its_name() -> None:
    assert SimulationSettings.of(population="global").phone_family is PhoneFamily.USUAL
    assert SimulationSettings.of(population="global", phone_family="other").phone_family is PhoneFamily.OTHER
    with pytest.raises(SettingsError, match="--phone-family old is unknown: usual or other"):
        SimulationSettings.of(population="global", phone_family="old")


@given(valid)
def test_settings_survive_json(settings: SimulationSettings) -> None:
    assert SimulationSettings.of(**json.loads(json.dumps(settings.as_json()))) == settings


@given(valid)
def test_the_command_holds_every_setting(settings: SimulationSettings) -> None:
    program, verb, folder, *options = shlex.split(settings.command("faces"))
    assert (program, verb, folder) == ("uvphoto", "simulate", "faces")
    found = dict(zip(options[::2], options[1::2], strict=True))
    assert found == {f"--{name.replace('_', '-')}": str(value) for name, value in settings.as_json().items()}


def test_people_are_called_by_their_number() -> None:
    assert SimulationSettings(people=3).persons == ("p00001", "p00002", "p00003")
    assert SimulationSettings(people=99_999).persons[-1] == "p99999"
