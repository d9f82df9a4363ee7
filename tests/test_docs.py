"""The documentation against the code: commands, options, examples, links."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from uvphoto.cli import app

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        ROOT / "MODEL_CARD.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
)


def verbs(command: object, path: tuple[str, ...] = ("uvphoto",)) -> Iterator[tuple[str, Any]]:
    """Yield every verb with its full name."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(path), command
        return
    for name, below in inner.items():
        yield from verbs(below, (*path, name))


VERBS = dict(verbs(typer.main.get_command(app)))


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_is_documented(verb: str) -> None:
    page = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
    section = re.search(rf"^## {verb}\b.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section is not None, f"{verb} has no section"
    for parameter in VERBS[verb].params:
        if parameter.name == "help":
            continue
        names = " / ".join([*parameter.opts, *parameter.secondary_opts])
        shown = names if parameter.param_type_name == "option" else names.upper()
        assert f"| `{shown}` |" in section[0], f"{verb} {shown}"
        help_text = getattr(parameter, "help", None)
        assert help_text, f"{verb} {shown} has no help"
        assert help_text.split("(?P")[0] in section[0], f"{verb} {shown} is explained otherwise"


def test_every_verb_has_one_line_of_help_that_fits() -> None:
    for name, command in VERBS.items():
        first = (command.help or "").split("\n")[0]
        assert first.endswith("."), name
        assert len(first) <= 66, name  # longer ones are cut in the list of an 80-column terminal


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_docs_exist(page: Path) -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for line in re.findall(r"^(uvphoto .*)$", "\n".join(blocks), re.MULTILINE):
        verb = next((name for name in VERBS if line.startswith(name + " ")), None)
        assert verb is not None or line.startswith("uvphoto --"), line
        known = {name for p in VERBS[verb].params for name in [*p.opts, *p.secondary_opts]} if verb else {"--help"}
        assert set(re.findall(r"--[a-z0-9-]+", line)) <= known | {"--help"}, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize(
    "page",
    [
        "how-to/simulator-from-python.md",
        "explanation/skin-optics.md",
        "explanation/cameras.md",
        "explanation/course-of-time.md",
        "explanation/forecast.md",
    ],
)
def test_examples_run(page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    names: dict[str, object] = {"__name__": "example"}  # not __main__: its guard keeps processes from starting here
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert blocks
    for code in blocks:
        exec(code, names)  # noqa: S102 - the project's own documentation


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_and_modules_that_are_named_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    for name in re.findall(r"`?((?:tests|benchmarks|src)/[\w/]+\.py)", text):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"`(simulate(?:\.\w+)+)`", text):
        path = ROOT / "src" / "uvphoto" / Path(*name.split("."))
        assert path.is_dir() or path.with_suffix(".py").exists(), name
