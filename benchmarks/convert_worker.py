"""One measurement for ``benchmarks/convert.py``, in a process of its own; prints JSON.

python benchmarks/convert_worker.py NAME --photo PHOTO.npy --weights WEIGHTS.onnx --threads 2

Libraries are imported where they are measured: those of other measurements would count as memory of this one.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import Converter, load_converter
from uvphoto.conversion.exact import exact_bands
from uvphoto.conversion.photo_files import Target, convert_file
from uvphoto.conversion.settings import Precision, RunSettings, Runtime
from uvphoto.conversion.tiles import exact_axis
from uvphoto.conversion.weights_file import Weights, read_weights
from uvphoto.conversion.working import WorkingPhoto
from uvphoto.models.settings import UnetSettings
from uvphoto.models.weights_info import INFO_KEY, ExactTiling, WeightsInfo, WindowedTiling
from uvphoto.picture import write_colour

Pixels = NDArray[np.float32]

MIB = 2**20
WHOLE_SIDES = (1200, 1600)  # rows and columns of the part that is also converted in one pass
UNET_ROWS = 384  # of the photo that the U-Net converts, unless it shall convert all: two rows of tiles
MONAI_TILE = 512


def status(name: str) -> float:
    """Return a figure on this process's memory in MiB, as Linux tells it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def timed(run: Callable[[], Pixels]) -> dict[str, float]:
    """Run once; return wall and processor seconds, and the peak memory over what was there before and the result."""
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # the peak starts anew
    before = status("VmRSS")
    wall, processor = time.perf_counter(), time.process_time()
    result = run()
    seconds = time.perf_counter() - wall
    return {
        "seconds": seconds,
        "processor_seconds": time.process_time() - processor,
        "memory": status("VmHWM") - before - result.nbytes / MIB,
    }


def ours(weights: Weights, settings: RunSettings, photo: Pixels) -> dict[str, float]:
    """Measure a library of ours, loading included in the memory but not in the time."""
    load_library(settings.runtime)
    before = status("VmRSS")
    converter = load_converter(weights, settings)
    loaded = status("VmRSS") - before
    scale = weights.info.mm_per_pixel
    convert(photo[:64, :64].copy(), converter, mm_per_pixel=scale)  # what is done once is done
    warm = status("VmRSS") - before
    found = timed(lambda: convert(photo, converter, mm_per_pixel=scale))
    found["memory"] += max(loaded, warm)
    return found | seams(converter, photo)


def load_library(runtime: Runtime) -> None:
    """Load the library, which takes memory once for all photos."""
    __import__(runtime.value)


def seams(converter: Converter, photo: Pixels) -> dict[str, float]:
    """Return the largest differences in levels of 8 bit: tiles against one pass, and tiles against shifted ones."""
    tiling = converter.info.tiling
    part = np.ascontiguousarray(photo[: WHOLE_SIDES[0], : WHOLE_SIDES[1]])
    working = WorkingPhoto(part, *part.shape[:2])

    def run(tile: int, shift: int = 0) -> Pixels:
        rows, columns = (
            exact_axis(side, tile=tile, reach=tiling.reach, multiple=tiling.multiple, shift=shift)
            for side in part.shape[:2]
        )
        return np.concatenate(list(exact_bands(working, converter.backend.run, rows, columns)))

    whole, tiled = run(max(part.shape) + 512), run(converter.tile)
    shifted = run(converter.tile, 7 * tiling.multiple)
    return {
        "tiled_whole": 255 * float(np.abs(tiled - whole).max()),
        "offsets": 255 * float(np.abs(tiled - shifted).max()),
    }


def papers_unet(settings: RunSettings, photo: Pixels, *, everything: bool) -> dict[str, float]:
    """Measure the paper's U-Net by overlapping tiles; the time of a part stands for the whole."""
    weights = unet_weights()
    load_library(Runtime.TORCH)
    before = status("VmRSS")
    converter = load_converter(weights, settings)
    del weights
    tile = np.zeros((1, 3, 256, 256), np.float32)
    converter.backend.run(tile)
    warm = status("VmRSS") - before
    done: list[int] = []
    scale = converter.info.mm_per_pixel
    part = photo if everything else np.ascontiguousarray(photo[:UNET_ROWS])
    found = timed(lambda: convert(part, converter, mm_per_pixel=scale, progress=lambda _, total: done.append(total)))
    across = -(-(photo.shape[1] - 256) // 128) + 1
    tiles = across * (-(-(photo.shape[0] - 256) // 128) + 1)
    share = tiles / len(done)
    for name in ("seconds", "processor_seconds"):
        found[name] *= share
    found["memory"] += warm
    return found | {"tiles": len(done), "all_tiles": tiles}


def unet_weights() -> Weights:
    """Return the paper's U-Net with random weights."""
    from safetensors.torch import save_file

    from uvphoto.models.build import build_generator

    info = WeightsInfo("unet_256", UnetSettings(), WindowedTiling(256), 0.234375, "random numbers")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "unet.safetensors"
        save_file(build_generator(info.generator).state_dict(), path, metadata={INFO_KEY: info.to_json()})
        return read_weights(path)


def monai(weights: Weights, settings: RunSettings, photo: Pixels) -> dict[str, float]:
    """Measure MONAI's sliding window over our network in torch, with its usual overlap and its Gaussian window."""
    import torch
    from monai.inferers import sliding_window_inference

    before = status("VmRSS")
    backend: Any = load_converter(weights, settings).backend
    network = backend._network  # noqa: SLF001 - the same network, without our tiles
    colour = torch.from_numpy(np.ascontiguousarray(photo.transpose(2, 0, 1))[None] * 2 - 1)

    def run(tiled: torch.Tensor) -> Pixels:
        with torch.inference_mode():
            uv = sliding_window_inference(tiled, MONAI_TILE, 1, network, overlap=0.25, mode="gaussian")
        return uv[0, 0].numpy()

    run(colour[..., :MONAI_TILE, :MONAI_TILE])
    warm = status("VmRSS") - before - colour.nbytes / MIB
    found = timed(lambda: run(colour))
    found["memory"] += warm
    part = colour[..., : WHOLE_SIDES[0], : WHOLE_SIDES[1]]
    with torch.inference_mode():
        whole = network(part)[0, 0].numpy()
    moved = run(part[..., 64:, 64:].contiguous())[128:, 128:]
    tiled = run(part)
    found["tiled_whole"] = 127.5 * float(np.abs(tiled - whole).max())
    found["offsets"] = 127.5 * float(np.abs(tiled[192:, 192:] - moved).max())
    return found


def whole_job(weights: Weights, settings: RunSettings, photo: Pixels) -> dict[str, float]:
    """Measure from file to file, at the scale of a face that fills the photo: read, find, resample, convert, write."""
    load_library(settings.runtime)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "photo.jpg", Target(Path(folder) / "photo_uv.jpg", 8)
        write_colour(source, photo)
        arrays = photo.nbytes * 4 / 3 / MIB
        shape = photo.shape[:2]
        del photo
        found = timed(lambda: _job(source, target, weights, settings))
        found["memory"] -= arrays
        found["height"] = shape[0]
        return found


def _job(source: Path, target: Target, weights: Weights, settings: RunSettings) -> Pixels:
    convert_file(source, target, load_converter(weights, settings))
    return np.empty(0, np.float32)


def peak() -> float:
    """Return the most GFLOP/s of one thread that a product of float32 matrices reaches, in whatever library.

    The BLAS of numpy and torch leave the widest registers of some processors unused, where ONNX Runtime's does not.
    """
    import torch
    from threadpoolctl import threadpool_limits

    side, best = 1024, 0.0
    one = np.random.default_rng(0).random((side, side), dtype=np.float32)
    torch.set_num_threads(1)
    session, tensor = product_session(side), torch.from_numpy(one)
    with threadpool_limits(1):
        for multiply in (lambda: one @ one, lambda: tensor @ tensor, lambda: session.run(["c"], {"a": one, "b": one})):
            for _ in range(20):
                start = time.process_time()
                multiply()
                best = max(best, 2 * side**3 / (time.process_time() - start) / 1e9)
    return best


def product_session(side: int) -> Any:  # noqa: ANN401 - onnxruntime has no types
    """Return a session of ONNX Runtime, on one thread, that multiplies two matrices."""
    import onnxruntime
    from onnx import TensorProto, helper

    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [side, side]) for name in "abc"]
    graph = helper.make_graph([helper.make_node("MatMul", ["a", "b"], ["c"])], "product", values[:2], values[2:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def work_of_a_pixel(weights: Weights) -> float:
    """Return the floating point operations of the network for one pixel."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from uvphoto.models.build import build_generator

    network = build_generator(weights.info.generator).eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(torch.zeros(1, 3, 256, 256))
    return counter.get_total_flops() / 256**2


def main() -> None:
    """Measure what the name says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("--photo", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--all-tiles", action="store_true")
    options = parser.parse_args()
    sys.stdout.write(json.dumps(_measure(options)))


def _measure(options: argparse.Namespace) -> dict[str, float]:
    weights, photo = read_weights(options.weights), np.load(options.photo)
    runtime, _, precision = options.name.partition(" ")
    if runtime == "facts":
        tile = load_converter(weights, RunSettings(threads=1)).tile
        tiling = weights.info.tiling
        assert isinstance(tiling, ExactTiling)  # noqa: S101 - the driver checks it
        axes = [exact_axis(side, tile=tile, reach=tiling.reach, multiple=tiling.multiple) for side in photo.shape[:2]]
        pixels = np.prod([len(axis.starts) * axis.tile for axis in axes])
        return {"peak": peak(), "work": work_of_a_pixel(weights), "pixels": float(pixels)}
    settings = RunSettings(Runtime.TORCH, options.threads)
    if runtime == "unet":
        return papers_unet(settings, photo, everything=options.all_tiles)
    if runtime == "monai":
        return monai(weights, settings, photo)
    if runtime == "job":
        return whole_job(weights, RunSettings(Runtime.ONNXRUNTIME, options.threads), photo)
    return ours(weights, RunSettings(Runtime(runtime), options.threads, precision=Precision(precision)), photo)


if __name__ == "__main__":
    main()
