"""How near a parser's skin comes to hand-made masks of real faces, and to the truth of simulated ones.

    python benchmarks/skin_masks.py ../shared/data/skin_masks [--parser FILE]
    python benchmarks/skin_masks.py --simulated held-out --people 10 [--parser FILE]

Prints the intersection over union of each photo and the median; without a face it is 0. The hand-made masks are photos
FILE.jpg with label maps FILE.png in the numbering of CelebAMask-HQ: 1 is skin and 2 is the nose, and our skin is both.
Nostrils are part of that nose, not of our skin. Without --parser the plain parser is judged, else a learned one.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from uvphoto.datasets.storage import read_dataset
from uvphoto.picture import read_colour, read_mask
from uvphoto.skin.face_finding import find_face
from uvphoto.skin.learned.load import load_parser
from uvphoto.skin.parsing import SkinParser
from uvphoto.skin.plain_parser import PlainParser

SKIN_AND_NOSE = 1, 2


class Case(NamedTuple):
    """A photo with its true skin."""

    name: str
    colour: NDArray[np.float32]
    skin: NDArray[np.bool_]


def drawn(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.glob("*.jpg")):
        with Image.open(path.with_suffix(".png")) as image:
            yield Case(path.stem[:8], read_colour(path).pixels, np.isin(np.asarray(image), SKIN_AND_NOSE))


def simulated(folder: Path, people: int) -> Iterator[Case]:
    dataset = read_dataset(folder)
    chosen = sorted({row.person for row in dataset.photos})[:people]
    for row in dataset.photos:
        if row.person in chosen:
            mask = read_mask(folder / row.skin_mask)
            yield Case(f"{row.person} {row.domain}", read_colour(folder / row.colour).pixels, mask)


def judge(parser: SkinParser, case: Case) -> float:
    started = time.process_time()
    finding = find_face(case.colour)
    if finding.pupils is None:
        print(f"{case.name:16} 0.000  no face was found")
        return 0.0
    found = parser.parse(case.colour, finding).skin
    seconds = time.process_time() - started
    overlap = float((found & case.skin).sum() / (found | case.skin).sum())
    missed, extra = ((one & ~other).sum() / case.skin.sum() for one, other in ((case.skin, found), (found, case.skin)))
    problems = "; ".join(finding.problems)
    print(f"{case.name:16} {overlap:.3f}  missed {missed:.3f}  extra {extra:.3f}  {seconds:.1f} s  {problems}")
    return overlap


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("masks", type=Path, nargs="?", help="folder of photos with hand-made masks")
    arguments.add_argument("--simulated", type=Path, help="folder of a simulated data set")
    arguments.add_argument("--people", type=int, default=10, help="of the simulated set")
    arguments.add_argument("--parser", type=Path, help="a learned parser")
    options = arguments.parse_args()
    if (options.masks is None) == (options.simulated is None):
        arguments.error("give the folder of hand-made masks, or --simulated")
    parser = PlainParser() if options.parser is None else load_parser(options.parser)
    cases = drawn(options.masks) if options.simulated is None else simulated(options.simulated, options.people)
    overlaps = [judge(parser, case) for case in cases]
    print(f"median {np.median(overlaps):.3f}  mean {np.mean(overlaps):.3f}  of {len(overlaps)} photos")


if __name__ == "__main__":
    main()
