"""Files of people: each opens for its person and purpose alone; and what lies about in plain goes."""

import subprocess
import sys
from pathlib import Path

import pytest

from uvphoto.app.vault import plain_files
from uvphoto.app.vault.sealing import SealError, new_key
from uvphoto.app.vault.vault import PersonKey, Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", new_key())


def key(vault: Vault, person: str) -> PersonKey:
    return vault.person_key(person, vault.new_person_key(person))


def test_a_file_opens_for_its_person_purpose_and_name_alone(vault: Vault, tmp_path: Path) -> None:
    one, other = key(vault, "one"), key(vault, "other")
    name, second = vault.put(one, "photo", b"secret photo"), vault.put(one, "photo", b"second")
    assert vault.get(one, "photo", name) == b"secret photo"
    with pytest.raises(SealError):
        vault.get(other, "photo", name)
    with pytest.raises(SealError):
        vault.get(one, "uv", name)
    first_path, second_path = (tmp_path / "vault" / one_name[:2] / one_name for one_name in (name, second))
    assert b"secret" not in first_path.read_bytes()
    first_path.write_bytes(second_path.read_bytes())  # the files of one person exchanged
    with pytest.raises(SealError):
        vault.get(one, "photo", name)


def test_the_key_of_a_person_is_nobody_elses(vault: Vault, tmp_path: Path) -> None:
    sealed = vault.new_person_key("one")
    with pytest.raises(SealError):
        vault.person_key("other", sealed)
    with pytest.raises(SealError):
        Vault(tmp_path / "vault", new_key()).person_key("one", sealed)


def test_what_nobody_knows_is_swept(vault: Vault) -> None:
    one = key(vault, "one")
    kept, lost = vault.put(one, "photo", b"1"), vault.put(one, "photo", b"2")
    assert vault.sweep({kept}) == 1
    assert vault.names() == {kept}
    vault.remove([kept, lost])
    assert vault.names() == set()


def test_plain_files_are_for_their_owner_and_go(tmp_path: Path) -> None:
    with plain_files.plain_file(b"data") as path:
        assert path.read_bytes() == b"data"
        assert sys.platform == "win32" or path.parent.stat().st_mode & 0o077 == 0
    assert not path.parent.exists()
    del tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not asked there")
def test_what_a_killed_process_left_in_plain_is_swept() -> None:
    code = (
        "import os, signal\n"
        "from uvphoto.app.vault.plain_files import plain_folder\n"
        "with plain_folder() as folder:\n"
        "    (folder / 'photo').write_bytes(b'plain')\n"
        "    print(folder, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    left = Path(done.stdout.strip())
    assert (left / "photo").exists()
    with plain_files.plain_folder() as ours:
        assert plain_files.sweep_plain_folders() >= 1
        assert ours.exists()
    assert not left.exists()
