"""The command line as a whole: version, completion, exit codes, what it loads."""

import os
import subprocess
import sys

import pytest

from uvphoto import __version__, cli
from uvphoto.errors import DataSetError


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "uvphoto", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"uvphoto {__version__}")


def test_nothing_asked_shows_the_verbs_and_ends_with_2() -> None:
    done = run()
    assert done.returncode == 2
    assert "simulate" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("uvphoto sim", "simulate"), ("uvphoto dataset ch", "check"), ("uvphoto gallery --p", "--people")],
)
def test_tab_completes_verbs_and_options(typed: str, offered: str) -> None:
    words = str(len(typed.split()) - 1)
    done = run(
        _UVPHOTO_COMPLETE="complete_bash",
        _PYTHON__M_UVPHOTO_COMPLETE="complete_bash",
        COMP_WORDS=typed,
        COMP_CWORD=words,
    )
    assert offered in done.stdout.split()


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, uvphoto.cli; print([name for name in ('numpy', 'cv2', 'scipy', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("raised", "code"), [(DataSetError("faces", "is gone", "Look"), 2), (SystemExit(130), 130)])
def test_exit_codes(
    raised: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise raised

    monkeypatch.setattr(cli, "app", lambda **_: fail())
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == code
    assert capsys.readouterr().err.startswith("faces: is gone. Look." if code == 2 else "Interrupted.")


def test_unknown_verbs_and_options_end_with_2() -> None:
    assert run("simulat").returncode == 2
    assert run("gallery", "--colour").returncode == 2
