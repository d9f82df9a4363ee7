import datetime as dt
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from uvphoto.app.export.stream import zipped

AT = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
NAMES = st.text("abc", min_size=1, max_size=4).map(lambda name: f"folder/{name}")


@given(files=st.dictionaries(st.one_of(NAMES, NAMES.map(lambda name: f"{name}.png")), st.binary(max_size=5000)))
def test_others_read_what_was_put_in(files: dict[str, bytes]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(zipped(files.items(), AT))))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == files
    assert all(info.date_time == (2026, 1, 31, 12, 0, 0) for info in archive.infolist())


def test_no_more_than_a_file_is_held_at_a_time() -> None:
    asked: list[int] = []

    def files() -> object:
        for number in range(3):
            asked.append(number)
            yield f"{number}.png", bytes(1000)

    pieces = zipped(files(), AT)
    assert len(next(pieces)) > 1000
    assert asked == [0]
