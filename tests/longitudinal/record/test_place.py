"""Where a record lies, as users name it."""

from pathlib import Path

import platformdirs
import pytest

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.record.place import find_place


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UVPHOTO_RECORD", "UVPHOTO_RECORD_PHOTOS"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_word_it_lies_among_the_users_data() -> None:
    place = find_place()
    assert place.file == Path(platformdirs.user_data_dir("uvphoto")) / "record" / "record.sqlite"
    assert place.photos == place.file.parent / "photos"


def test_a_folder_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "what? a #1 & 100 % name"
    monkeypatch.setenv("UVPHOTO_RECORD", str(folder))
    for place in (find_place(), find_place(folder), find_place(str(folder))):
        assert place.file == folder / "record.sqlite"
        assert str(place) == str(folder)


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_url_of_postgresql_is_understood(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    place = find_place(f"{kind}://me:secret@server:5433/clinic", tmp_path)
    assert (place.photos, place.is_sqlite) == (tmp_path, False)
    assert str(place) == "postgresql+psycopg://me:***@server:5433/clinic"
    monkeypatch.setenv("UVPHOTO_RECORD_PHOTOS", str(tmp_path / "other"))
    assert find_place("postgresql://server/clinic").photos == tmp_path / "other"


@pytest.mark.parametrize("url", ["mysql://server/x", "sqlite:///x.db", "postgresql://server", "postgresql://s:port/x"])
def test_what_is_no_place_is_told_without_a_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        find_place(url.replace("://", "://me:secret@"), tmp_path)
    assert "secret" not in str(raised.value)


def test_a_folder_takes_no_other_folder_for_photos(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="leave out their folder"):
        find_place(tmp_path, tmp_path / "photos")
