"""Time and memory of one simulated person: colour, UV and truth rendered and written, on one core.

python benchmarks/simulator_speed.py [--sizes 1024 2048] [--people 5] [--phones 0]
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

import cv2
from threadpoolctl import threadpool_limits

from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import draw_simulated, write_person


def measure(settings: SimulationSettings) -> tuple[list[float], list[float], float]:
    """Return wall and processor seconds of each person, and the peak memory of the process in GiB."""
    cv2.setNumThreads(1)
    threadpool_limits(1)
    wall, processor = [], []
    for number in range(settings.people):
        with tempfile.TemporaryDirectory() as folder:
            start, start_processor = time.perf_counter(), time.process_time()
            write_person(draw_simulated(settings, number), Path(folder))
            wall.append(time.perf_counter() - start)
            processor.append(time.process_time() - start_processor)
    unit = 1024**3 if sys.platform == "darwin" else 1024**2
    return wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    """Measure each size in a process of its own and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1024, 2048])
    parser.add_argument("--people", type=int, default=5)
    parser.add_argument("--phones", type=int, default=0)
    options = parser.parse_args()
    print("| size | phones | seconds a person (median, worst) | processor seconds (median) | peak memory, GiB |")
    print("|---|---|---|---|---|")
    for size in options.sizes:
        settings = SimulationSettings(people=options.people, size=size, phones=options.phones)
        with get_context("spawn").Pool(1) as pool:
            wall, processor, memory = pool.apply(measure, (settings,))
        print(
            f"| {size} x {size} | {options.phones} | {statistics.median(wall):.1f}, {max(wall):.1f} "
            f"| {statistics.median(processor):.1f} | {memory:.2f} |"
        )


if __name__ == "__main__":
    main()
