"""Corrections on disk."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.archives.colour.correction import Correction, CorrectionMethod
from uvphoto.archives.colour.files import read_corrections, write_corrections
from uvphoto.archives.colour.matrices import as_matrix
from uvphoto.errors import FileError

numbers = st.floats(0.3, 3)


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    matrix = as_matrix(np.diag([draw(numbers) for _ in range(3)]) + draw(st.floats(0, 0.05)))
    method = draw(st.sampled_from([one for one in CorrectionMethod if one is not CorrectionMethod.NONE]))
    return Correction(matrix, method, draw(st.none() | st.floats(0, 20)), draw(st.text()))


@given(st.dictionaries(st.text(), corrections() | st.just(Correction(reason="No card.")), max_size=3))
def test_corrections_come_back_to_the_last_bit(planned: dict[str, Correction]) -> None:
    assert planned == _through_json(planned)


def _through_json(planned: dict[str, Correction]) -> dict[str, Correction]:
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - hypothesis and tmp_path do not go together

    with TemporaryDirectory() as folder:
        path = Path(folder) / "colours.json"
        write_corrections(path, planned)
        return read_corrections(path)


GOOD = {"matrix": [[1, 0, 0], [0, 1, 0], [0, 0, 2]], "method": "own card", "residual": 1.5, "reason": ""}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "is no JSON"),
        ("[]", "no corrections of format version 1"),
        ({"format_version": 2, "corrections": {}}, "no corrections of format version 1"),
        ({"format_version": 1}, "lacks the table"),
        ({"format_version": 1, "corrections": {"a.jpg": [1]}}, "a.jpg: expected a table"),
        ({"a.jpg": {**GOOD, "matrix": [[1, 0, 0], [0, 1, 0]]}}, "a.jpg: matrix has 2 values; 3 belong there"),
        ({"a.jpg": {**GOOD, "matrix": [[1, 0, 0], [0, 1, 0], [0, 0, "x"]]}}, "a.jpg: matrix is 'x'"),
        ({"a.jpg": {**GOOD, "matrix": [[1, 0, 0], [0, 1, 0], [0, 1, 0]]}}, "a.jpg: matrix .* cannot be taken back"),
        ({"a.jpg": {**GOOD, "method": "guess"}}, "a.jpg: method is 'guess'; it may be 'own card'"),
        ({"a.jpg": {**GOOD, "residual": -1}}, "a.jpg: residual -1"),
        ({"a.jpg": {**GOOD, "gain": 1}}, "a.jpg: 'gain' is unknown"),
    ],
)
def test_bad_documents_say_what_is_wrong(tmp_path: Path, document: object, words: str) -> None:
    path = tmp_path / "colours.json"
    if isinstance(document, dict) and "format_version" not in document:
        document = {"format_version": 1, "corrections": document}
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    with pytest.raises(FileError, match=words) as told:
        read_corrections(path)
    assert str(path) in str(told.value)


def test_places_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_corrections(tmp_path / "none.json")
    with pytest.raises(FileError, match="cannot be written"):
        write_corrections(tmp_path / "none" / "colours.json", {})
