"""How long the whole analysis of a large photo takes, and how much memory: from the file to the report.

    python benchmarks/analyse.py photo.jpg ... [--threads 2]

Each photo is analysed by ``uvphoto analyse`` in a process of its own, start and import included; memory is the peak of
the whole process. The colour photo itself, as 32-bit numbers, is 12 bytes a pixel of it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from uvphoto.picture import inspect


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--more", nargs="*", default=[], help="further words for uvphoto analyse")
    arguments = parser.parse_args()
    print("| photo | megapixels | seconds | processor seconds | peak MiB |\n|---|---|---|---|---|")
    for photo in arguments.photos:
        info = inspect(photo)
        with tempfile.TemporaryDirectory() as out:
            words = ["analyse", str(photo), "--out", out, "--threads", str(arguments.threads), *arguments.more]
            start = time.perf_counter()
            child = subprocess.Popen([sys.executable, "-m", "uvphoto", *words], stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - start
        processor = usage.ru_utime + usage.ru_stime
        megapixels = info.height * info.width / 1e6
        name = photo.name + ("" if status == 0 else " (refused)")
        peak = usage.ru_maxrss / 1024
        print(f"| {name} | {megapixels:.1f} | {seconds:.1f} | {processor:.1f} | {peak:.0f} |")


if __name__ == "__main__":
    main()
