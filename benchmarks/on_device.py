"""Seconds and memory of a conversion in the browser, against this machine's own ONNX Runtime, at the same threads.

    python benchmarks/on_device.py [--size 1024] [--threads 1 2] [--repeats 3] [--browser chromium]

A simulated face of that size at the weights' working scale, so without resampling: from the decoded photo to the PNG
in the browser, from the array to the array here. Memory is the peak of the process that holds the page, and what that
process held before a photo was opened. It also tells by how many of 255 levels the two UV photos differ. Needs the
extra app, playwright and a Chromium. Linux only, as memory is read from /proc.
"""

import argparse
import base64
import os
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

from uvphoto.app.web.ondevice import router
from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import RunSettings, Runtime
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.picture import read_colour, read_uv, write_colour
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import clinic_photo

SEED = 5
START = """async (threads) => {
    const { ConvertingWorker } = await import('/on-device/files/ui/converting.js');
    const manifest = await (await fetch('/on-device/files/manifest.json')).json();
    window.worker = new ConvertingWorker();
    return (await window.worker.ask({ kind: 'load', manifest, threads }).answer).seconds;
}"""
OPEN = """async (data) => {
    const file = new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))]);
    return (await window.worker.ask({ kind: 'open', file }).answer).seconds;
}"""
CONVERT = """async (mmPerPixel) => {
    const done = await window.worker.ask({ kind: 'convert', mmPerPixel, source: 'given' }).answer;
    const bytes = new Uint8Array(await done.png.arrayBuffer());
    return { seconds: done.seconds, png: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
}"""


@contextmanager
def serving() -> Iterator[str]:
    """Serve the page on loopback, and say where."""
    app = FastAPI()
    app.include_router(router)
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def in_browser(browser: Browser, origin: str, photo: Path, threads: int, options: argparse.Namespace) -> dict[str, Any]:
    """Return what a conversion takes in the browser, and the last UV photo as PNG."""
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.set_default_timeout(0)
        page.goto(f"{origin}/on-device/files/strings.json")  # an isolated document without a worker of its own
        loaded = page.evaluate(START, threads)
        at_rest = peak_memory()
        opened = page.evaluate(OPEN, base64.b64encode(photo.read_bytes()).decode())
        done = [page.evaluate(CONVERT, options.scale) for _ in range(options.repeats)]
        seconds = [one["seconds"] for one in done]
        return {
            "load": loaded, "open": opened, "convert": seconds, "at rest": at_rest, "peak": peak_memory(),
            "png": base64.b64decode(done[-1]["png"]),
        }  # fmt: skip


def peak_memory() -> float:
    """Return the largest peak, in MB, of the browser processes below this one that hold a page."""
    parents, renderers = {}, []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
            parents[int(folder.name)] = int(status["PPid"])
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                renderers.append((int(folder.name), int(status["VmHWM"].split()[0]) / 1024))
        except (OSError, KeyError):
            continue  # it has ended meanwhile
    return max(memory for pid, memory in renderers if is_below(pid, parents))


def is_below(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        if pid == os.getpid():
            return True
        pid = parents[pid]
    return False


def here(photo: Path, threads: int, options: argparse.Namespace) -> tuple[list[float], np.ndarray]:
    """Return the seconds of conversions by this machine's ONNX Runtime, and the UV photo."""
    weights = WeightsStore.of_user().find()
    converter = load_converter(weights, RunSettings(runtime=Runtime.ONNXRUNTIME, threads=threads))
    colour = read_colour(photo).pixels
    seconds = []
    for _ in range(options.repeats):
        start = time.perf_counter()
        uv = convert(colour, converter, mm_per_pixel=options.scale)
        seconds.append(time.perf_counter() - start)
    return seconds, uv


def draw_face(path: Path, size: int) -> None:
    one = draw_simulated(SimulationSettings(people=1, seed=SEED, size=size), 0)
    write_colour(path, clinic_photo(one.life, visit(one.life, 0), one.studio).colour)


def told(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f}-{max(seconds):.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--browser", default=shutil.which("chromium"))
    options = parser.parse_args()
    if options.browser is None:
        sys.exit("no Chromium here; name one with --browser")
    options.scale = WeightsStore.of_user().find().info.mm_per_pixel
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with tempfile.TemporaryDirectory() as folder, serving() as origin, sync_playwright() as playwright:
        photo, result = Path(folder) / "face.png", Path(folder) / "uv.png"
        draw_face(photo, options.size)
        print(f"{options.size} x {options.size}, median (least-most) of {options.repeats} conversions, in seconds")
        for threads in options.threads:
            with closing(playwright.chromium.launch(executable_path=options.browser, args=sandbox)) as browser:
                there = in_browser(browser, origin, photo, threads, options)
                version = browser.version
            result.write_bytes(there["png"])
            seconds, uv = here(photo, threads, options)
            levels = np.abs(read_uv(result).pixels - uv).max() * 255
            print(
                f"{threads} thread(s): Chromium {version} {told(there['convert'])}, here {told(seconds)}; "
                f"loading the network {there['load']:.2f}, opening the photo {there['open']:.2f}; "
                f"memory {there['peak']:.0f} MB, at rest {there['at rest']:.0f} MB; {levels:.2f} levels apart at most"
            )


if __name__ == "__main__":
    main()
