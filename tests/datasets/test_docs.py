import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from uvphoto.datasets.description import format_description
from uvphoto.datasets.manifest import OPTIONAL_COLUMNS, REQUIRED_COLUMNS, DataSet, Description
from uvphoto.datasets.pairs import ImportSettings
from uvphoto.datasets.storage import read_dataset

DOCS = Path(__file__).parents[2] / "docs"


def test_every_column_and_key_is_explained() -> None:
    page = (DOCS / "reference" / "datasets.md").read_text("utf-8")
    explained = {
        name for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    keys = re.findall(r'^  "(\w+)"', format_description(Description("n", "m", "l", (), ())), re.MULTILINE)
    assert explained == {*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS, *keys}


def test_the_pattern_in_the_docs_reads_the_name_in_the_docs() -> None:
    text = (DOCS / "how-to" / "import-pairs.md").read_text("utf-8")
    (pattern,) = re.findall(r"--pattern '(.*)'", text)
    (name,) = re.findall(r"reads `(.*)\.jpg`", text)
    ImportSettings(pattern=pattern)
    found = re.fullmatch(pattern, name)
    assert found is not None
    assert found.groupdict() == {"person": "ann", "visit": "2026-01-31", "view": "l"}


def test_the_python_in_the_docs_runs(
    make_dataset: Callable[..., DataSet], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = make_dataset(3, name="faces")
    monkeypatch.chdir(dataset.folder.parent)
    text = (DOCS / "reference" / "datasets.md").read_text("utf-8")
    names: dict[str, Any] = {"pandas": pd}
    for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(code, names)  # noqa: S102 - the project's own documentation
    assert len(names["photos"]) == 3
    assert len(capsys.readouterr().out.splitlines()) == 1  # one of three people trains
    assert read_dataset(dataset.folder).persons == ("ann",)
