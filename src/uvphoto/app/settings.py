"""What whoever starts the app may choose."""

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from uvphoto.errors import SettingsError

MEBIBYTE = 2**20
PORT = 8765


@dataclass(frozen=True)
class AppSettings:
    """How the app runs.

    Attributes:
        data: folder of all that it keeps; nobody else may read it.
        host: address to listen at; 127.0.0.1 is this machine alone.
        port: to listen at; 0: any that is free.
        names: further names by which browsers may call this server; addresses need none.
        certificate: file of a TLS certificate, with those that vouch for it; None: no TLS here.
        key: file of its private key.
        is_behind_tls: something in front of this server speaks TLS with the browsers.
        max_upload_bytes: of one photo.
        max_pixels: of one photo.
        threads: of the process that converts; 0: all cores but one.

    Raises:
        SettingsError: a value makes no sense.

    """

    data: Path
    host: str = "127.0.0.1"
    port: int = PORT
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    is_behind_tls: bool = False
    max_upload_bytes: int = 64 * MEBIBYTE
    max_pixels: int = 60_000_000
    threads: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.port < 2**16:
            raise SettingsError(f"--port is {self.port}; give a number from 1 to 65535, or 0 for any that is free.")
        if (self.certificate is None) != (self.key is None):
            raise SettingsError("TLS needs both: the certificate with --certificate and its key with --key.")
        for file in (self.certificate, self.key):
            if file is not None and not file.is_file():
                raise SettingsError(f"There is no file {file}: name the certificate and its key as PEM files.")
        if self.certificate is not None and self.key is not None:
            _check_pair(self.certificate, self.key)
        if self.threads < 0:
            raise SettingsError(f"threads is {self.threads}; give a number from 1 on, or 0.")

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_https(self) -> bool:
        """Whether browsers come by TLS, to this server or to something in front of it."""
        return self.certificate is not None or self.is_behind_tls


def _check_pair(certificate: Path, key: Path) -> None:
    """See that a server can speak TLS by a certificate and its key, before anything is opened."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (ssl.SSLError, OSError) as error:
        files = f"The certificate {certificate} and the key {key}"
        remedy = "give a certificate and the key that belongs to it as PEM files, the key without a passphrase"
        raise SettingsError(f"{files} cannot be used ({error.strerror or error}): {remedy}.") from error


def usual_data_folder() -> Path:
    """Return the folder in which the app keeps its data where none is named."""
    return Path(platformdirs.user_data_dir("uvphoto")) / "app"
