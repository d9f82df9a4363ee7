"""The command that serves the app to others, by TLS, until Ctrl-C; and settings by which it cannot."""

import datetime as dt
import http.client
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from uvphoto.app.settings import AppSettings
from uvphoto.errors import SettingsError

NAME = "skin.clinic.example"


def make_pair(folder: Path, passphrase: bytes | None = None) -> tuple[Path, Path]:
    """Write a certificate of an hour that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]), dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    lock = serialization.NoEncryption() if passphrase is None else serialization.BestAvailableEncryption(passphrase)
    kind = serialization.PrivateFormat.PKCS8
    folder.mkdir()
    paths = folder / "clinic.pem", folder / "clinic.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, lock))
    return paths


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Serve an app to others, as the command does."""
    certificate, key = make_pair(tmp_path / "pair")
    options = ["--host", "0.0.0.0", "--port", "0", "--name", NAME, "--data", tmp_path / "data"]  # noqa: S104 - the job
    command = [sys.executable, "-m", "uvphoto", "app", *options, "--certificate", certificate, "--key", key]
    with subprocess.Popen(
        [*command, "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as one:
        yield one
        one.kill()


def test_others_come_by_tls_and_by_name_and_make_the_first_account(
    process: subprocess.Popen[str], tmp_path: Path
) -> None:
    address, code = process.stdout.readline(), process.stdout.readline()
    found = re.match(rf"https://{re.escape(NAME)}:(\d+)/ \(data: ", address)
    assert found, address
    assert re.fullmatch(r"Code for the first account: ([A-Z2-9]{4}-){3}[A-Z2-9]{4}\n", code)
    trust = ssl.create_default_context(cafile=tmp_path / "pair" / "clinic.pem")
    told = [ask(int(found[1]), trust, name) for name in (NAME, "elsewhere.example")]
    assert [status for status, _ in told] == [303, 421]
    headers = told[0][1]
    assert headers["location"] == "/setup"
    assert "max-age" in headers["strict-transport-security"]
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130


def ask(port: int, trust: ssl.SSLContext, name: str) -> tuple[int, dict[str, str]]:
    """Ask for the first page of the server on this machine under a name."""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=60) as plain,
        trust.wrap_socket(plain, server_hostname=NAME) as sealed,
    ):
        sealed.sendall(f"GET / HTTP/1.1\r\nHost: {name}:{port}\r\nConnection: close\r\n\r\n".encode())
        with http.client.HTTPResponse(sealed) as answer:
            answer.begin()
            return answer.status, {key.lower(): value for key, value in answer.getheaders()}


@pytest.mark.parametrize("case", ["half", "missing", "exchanged", "of two pairs", "locked"])
def test_a_pair_that_does_not_do_is_told_before_anything_is_opened(tmp_path: Path, case: str) -> None:
    certificate, key = make_pair(tmp_path / "one")
    pairs = {
        "half": (certificate, None),
        "missing": (certificate, tmp_path / "nowhere.key"),
        "exchanged": (key, certificate),
        "of two pairs": (certificate, make_pair(tmp_path / "other")[1]),
        "locked": make_pair(tmp_path / "locked", b"a passphrase"),
    }
    given, its_key = pairs[case]
    with pytest.raises(SettingsError, match=r"--key|PEM"):
        AppSettings(tmp_path / "data", certificate=given, key=its_key)
    assert not (tmp_path / "data").exists()
