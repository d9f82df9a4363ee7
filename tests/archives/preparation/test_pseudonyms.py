"""The key file."""

import stat
from pathlib import Path

import pytest

from uvphoto.archives.preparation.pseudonyms import give_pseudonyms
from uvphoto.errors import DataSetError


def test_people_keep_their_pseudonyms_and_new_ones_are_added(tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    first = give_pseudonyms(["Ann Müller", "Bo, jr."], key)
    again = give_pseudonyms(["Cy", "Ann Müller"], key)
    assert again.items() >= first.items()
    assert len(set(again.values())) == 3
    assert all(name.startswith("p") and name.isalnum() for name in again.values())
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_they_are_not_made_from_the_name(tmp_path: Path) -> None:
    assert give_pseudonyms(["Ann"], tmp_path / "a.csv") != give_pseudonyms(["Ann"], tmp_path / "b.csv")


@pytest.mark.parametrize(
    "text",
    ["", "name,code\na,b\n", "person,pseudonym\na\n", "person,pseudonym\na,p1\nb,p1\n", 'person,pseudonym\n"a\n'],
)
def test_what_is_no_key_is_refused_and_stays(tmp_path: Path, text: str) -> None:
    key = tmp_path / "key.csv"
    key.write_text(text)
    with pytest.raises(DataSetError, match="key"):
        give_pseudonyms(["Ann"], key)
    assert key.read_text() == text
