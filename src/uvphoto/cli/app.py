"""The verb that serves the app."""

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uvphoto.cli.console import complain
from uvphoto.cli.extras import needs_extra

if TYPE_CHECKING:
    from uvphoto.app.serving import Started
    from uvphoto.app.settings import AppSettings


def app(
    *,
    data: Annotated[Path | None, typer.Option(help="Folder of all that it keeps; else one among your data.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen at; the default is this machine alone.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0: any that is free.")] = 8765,
    name: Annotated[
        list[str] | None, typer.Option(help="A name by which browsers call this machine; again for more.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="Private key of the certificate, PEM.")] = None,
    behind_tls: Annotated[
        bool, typer.Option("--behind-tls", help="A proxy on this machine speaks TLS with the browsers.")
    ] = False,
    passphrase: Annotated[
        bool,
        typer.Option("--passphrase", help="Ask for a passphrase, without which nothing that is kept can be read."),
    ] = False,
    threads: Annotated[int, typer.Option(help="Threads that convert photos; 0: all cores but one.")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no page.")] = False,
) -> None:
    """Open pages to measure and follow skin on this machine.

    Photos and results stay in one folder, encrypted. With another host than this machine everybody has to log in; the
    code for the first account is printed.
    """
    with needs_extra("The app", "app"):
        from uvphoto.app.serving import serve
        from uvphoto.app.settings import AppSettings, usual_data_folder

    folder = data or usual_data_folder()
    settings = AppSettings(
        data=folder,
        host=host,
        port=port,
        names=tuple(name or ()),
        certificate=certificate,
        key=key,
        is_behind_tls=behind_tls,
        threads=threads,
    )
    words = _ask_passphrase(folder) if passphrase else None
    serve(settings, lambda started: _tell(settings, started, opens=not no_browser), passphrase=words)


def _ask_passphrase(folder: Path) -> str:
    from uvphoto.app.vault.master_key import MASTER_KEY_FILE

    is_new = not (folder / MASTER_KEY_FILE).exists()
    return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=is_new))


def _tell(settings: "AppSettings", started: "Started", *, opens: bool) -> None:
    typer.echo(f"{started.address} (data: {settings.data}; end with Ctrl-C)")
    if not settings.is_local and not settings.is_https:
        complain("Others can reach this server, and read along: give --certificate and --key, or put TLS in front.")
    if started.setup_code is not None:
        typer.echo(f"Code for the first account: {started.setup_code}")
    if opens:
        webbrowser.open(started.address)
