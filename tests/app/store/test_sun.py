"""What is known of somebody's sun: kept as it was told, and refused where it makes no sense."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.app.store.rows import NotThereError
from uvphoto.app.store.sun import Sun
from uvphoto.app.stores import Stores
from uvphoto.errors import SettingsError

_NAMES = st.text("abc <>é", min_size=1, max_size=20).filter(str.strip)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    folder: Path = tmp_path_factory.mktemp("data")
    return Stores.open(folder, bytes(32))


@given(
    st.builds(
        Sun,
        latitude=st.floats(20, 55) | st.floats(-55, -20),
        born=st.none() | st.integers(1930, 2020),
        skin_type=st.none() | st.integers(1, 6),
        outdoors=st.floats(0, 20),
        spf=st.floats(1, 100),
        worn=st.floats(0, 1),
        months=st.integers(1, 24),
        scenarios=st.dictionaries(_NAMES, st.floats(0, 10), max_size=3).map(lambda one: tuple(one.items())),
    )
)
def test_it_is_kept_as_it_was_told(stores: Stores, sun: Sun) -> None:
    suns = stores.suns
    person = stores.people.add("Ada", "")
    assert suns.get(person) is None
    suns.put(person, Sun(40.0), "")
    suns.put(person, sun, "")
    assert suns.get(person) == sun
    stores.people.delete(person, "")
    assert stores.vault.names() == set()


def test_who_is_gone_has_none(stores: Stores) -> None:
    person = stores.people.add("Ada", "")
    stores.people.delete(person, "")
    suns = stores.suns
    with pytest.raises(NotThereError):
        suns.get(person)
    with pytest.raises(NotThereError):
        suns.put(person, Sun(40.0), "")
    assert stores.vault.names() == set()


@pytest.mark.parametrize(
    "change",
    [
        {"latitude": 0.0}, {"latitude": 55.1}, {"latitude": float("nan")}, {"born": 1700}, {"skin_type": 7},
        {"skin_type": 0}, {"outdoors": float("inf")}, {"spf": 0.5}, {"worn": 1.01}, {"months": 0}, {"months": 25},
        {"scenarios": (("", 1.0),)}, {"scenarios": (("a", -1.0),)}, {"scenarios": (("a", 1.0), ("a", 2.0))},
        {"scenarios": (("a" * 61, 1.0),)},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Sun(**({"latitude": 40.0} | change))
