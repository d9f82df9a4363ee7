"""How much of a face to show a learned parser: its agreement with hand-made masks by framing.

    python benchmarks/parser_framing.py PARSER MASKS [--out table.md]

PARSER is a face parser as `uvphoto weights add` takes it (.onnx, .tflite). MASKS is a folder of photos NAME.jpg with
masks NAME.png that are numbered as CelebAMask-HQ's own: 1 is skin, 2 the nose. Prints the intersection over union of
skin with nose, over the photos in which a face is found.
"""

import argparse
import itertools
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from uvphoto.picture import read_colour
from uvphoto.skin.face_finding import FaceFinding, find_face
from uvphoto.skin.learned.load import load_parser
from uvphoto.skin.learned.parser import Framing, LearnedParser

SIDES, BELOWS = (3.4, 3.7, 4.0, 4.3, 4.6), (0.2, 0.3, 0.4, 0.5)

Photo = tuple[NDArray[np.float32], NDArray[np.bool_], FaceFinding]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parser", type=Path)
    parser.add_argument("masks", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    usual = load_parser(options.parser)
    photos = list_photos(options.masks)
    lines = [
        f"{usual.name}: {len(photos)} photos with a face",
        "",
        "| side of the square | its centre below the eyes | median IoU | mean | least |",
        "|---|---|---|---|---|",
    ]
    for side, below in itertools.product(SIDES, BELOWS):
        tried = LearnedParser(usual.network, usual.normalisation, Framing(side, below))
        found = [agreement(tried, *photo) for photo in photos]
        lines.append(f"| {side} | {below} | {np.median(found):.3f} | {np.mean(found):.3f} | {min(found):.3f} |")
    text = "\n".join(lines) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")


def list_photos(folder: Path) -> list[Photo]:
    photos = []
    for path in sorted(folder.glob("*.jpg")):
        colour = read_colour(path).pixels
        finding = find_face(colour)
        if finding.pupils is not None:
            photos.append((colour, np.isin(np.asarray(Image.open(path.with_suffix(".png"))), (1, 2)), finding))
    return photos


def agreement(
    parser: LearnedParser, colour: NDArray[np.float32], mask: NDArray[np.bool_], finding: FaceFinding
) -> float:
    skin = parser.parse(colour, finding).skin
    return float((skin & mask).sum() / (skin | mask).sum())


if __name__ == "__main__":
    main()
