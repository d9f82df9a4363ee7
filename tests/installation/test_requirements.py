"""What is installed of what is required, against packages made for the purpose."""

import sys
from pathlib import Path

import pytest

from uvphoto.installation.imports import try_imports
from uvphoto.installation.requirements import BASE, Part, read_parts, tried


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose packages count as installed, in this process and in those it starts."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def install(folder: Path, name: str, version: str, module: str, code: str = "") -> None:
    file = folder.joinpath(*module.split("."), "__init__.py")
    file.parent.mkdir(parents=True)
    file.write_text(code)
    facts = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (facts / "RECORD").write_text(f"{file.relative_to(folder).as_posix()},,\n")


def part(parts: tuple[Part, ...], name: str) -> Part:
    return next(one for one in parts if one.name == name)


def test_parts_are_those_of_the_project() -> None:
    parts = read_parts()
    assert {"fast", "heic", "raw", "train", "record", "postgres", "forecast", "app"} < {one.name for one in parts}
    assert "dev" not in {one.name for one in parts}
    numpy = next(one for one in part(parts, BASE).dependencies if one.name == "numpy")
    assert (numpy.version, numpy.module, numpy.problem) == (sys.modules["numpy"].__version__, "numpy", "")
    modules = {one.name: one.module for one in part(parts, BASE).dependencies}
    assert modules["opencv-contrib-python-headless"] == "cv2"
    assert modules["pillow"] == "PIL"
    assert modules["threadpoolctl"] == "threadpoolctl"


def test_what_is_missing_or_too_old_is_told_with_the_command(make: Path) -> None:
    install(make, "surely-here", "1.4", "surely_here")
    lines = ["surely-here>=1.2", "surely-here>=2,<3; extra == 'new'", "not-anywhere; extra == 'gone'"]
    parts = read_parts([*lines, "not-anywhere; python_version < '3' and extra == 'gone'"])
    assert part(parts, BASE).lack is None
    old = part(parts, "new").lack
    assert old is not None
    assert old.is_fault
    assert "surely-here is 1.4, and has to be " in old.what
    assert old.remedy == "pip install 'uvphoto[new]'"
    gone = part(parts, "gone").lack
    assert gone is not None
    assert (gone.what, gone.is_fault) == ("not-anywhere is missing.", False)
    assert gone.remedy == "pip install 'uvphoto[gone]'"
    assert part(read_parts(["not-anywhere"]), BASE).lack.remedy == "pip install 'uvphoto'"


def test_a_broken_library_is_installed_anew(make: Path) -> None:
    install(make, "sound-one", "1", "sound.inner")  # in a namespace that others share
    install(make, "broken-one", "1", "broken_one", "raise OSError('libGL.so.1: no such file')")
    install(make, "deadly-one", "1", "deadly_one", "import os; os._exit(132)")
    lines = ["deadly-one; extra == 'a'", "sound-one; extra == 'b'", "broken-one; extra == 'c'"]
    parts = tried(read_parts(lines))
    assert part(parts, "b").dependencies[0].module == "sound.inner"
    assert part(parts, "b").lack is None
    deadly, broken = part(parts, "a").lack, part(parts, "c").lack
    assert deadly is not None
    assert broken is not None
    assert deadly.what == "deadly-one cannot be imported (Python ended with code 132)."
    assert broken.what == "broken-one cannot be imported (OSError libGL.so.1: no such file)."
    assert broken.remedy == "pip install --force-reinstall --no-deps broken-one"
    assert broken.is_fault


def test_modules_are_imported_elsewhere(make: Path) -> None:
    install(make, "loud-one", "1", "loud_one", "print('hello')")
    assert try_imports(["loud_one", "nowhere_at_all", "json"]) == {
        "loud_one": "",
        "nowhere_at_all": "cannot be imported (ModuleNotFoundError No module named 'nowhere_at_all')",
        "json": "",
    }
    assert "loud_one" not in sys.modules
