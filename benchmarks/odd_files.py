"""Broken and odd picture files, made with real encoders, and what uvphoto makes of each, as a table.

python benchmarks/odd_files.py [--exif-photos FOLDER]

FOLDER holds photos of one scene in all orientations, named Landscape_0.jpg to Landscape_8.jpg and Portrait_0.jpg to
Portrait_8.jpg, as https://github.com/recurser/exif-orientation-examples has them.
"""

import argparse
import io
import os
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pillow_heif
import tifffile
from numpy.typing import NDArray
from PIL import Image, ImageCms

from uvphoto.errors import UvphotoError
from uvphoto.picture import read_colour

HEIGHT, WIDTH = 48, 64


def scene(levels: int = 256) -> NDArray[Any]:
    """Return a smooth scene without symmetry, (HEIGHT, WIDTH, 3) in uint8 or, above 256 levels, uint16."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH] / [[[HEIGHT]], [[WIDTH]]]
    channels = np.stack([0.2 + 0.7 * columns, 0.3 + 0.5 * rows, 0.6 - 0.5 * rows * columns], axis=-1)
    return (channels * (levels - 1)).round().astype(np.uint8 if levels <= 256 else np.uint16)


def save(pixels: NDArray[Any] | Image.Image, file_format: str, **options: Any) -> bytes:  # noqa: ANN401 - Pillow's
    """Return a file that Pillow encodes."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def save_tiff(pixels: NDArray[Any], **options: Any) -> bytes:  # noqa: ANN401 - tifffile's
    """Return a file that tifffile encodes."""
    out = io.BytesIO()
    tifffile.imwrite(out, pixels, metadata=None, **options)
    return out.getvalue()


def save_exif(tags: dict[int, object], ifds: dict[int, dict[int, object]] | None = None) -> bytes:
    """Return a JPEG of the scene with EXIF data."""
    exif = Image.Exif()
    exif.update(tags)
    exif.update(ifds or {})
    return save(scene(), "JPEG", quality=95, exif=exif)


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that announces a size and holds hardly any pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def tiff_header(width: int, height: int) -> bytes:
    """Return a little-endian TIFF that announces a size and holds hardly any pixels."""
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1)]
    tags += [(278, 4, height), (279, 4, 100)]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + entries + bytes(200)


def rgb_profile(name: str) -> bytes:
    """Return an ICC profile: p3 or adobe, with a gamma of 2.2."""
    if name == "adobe":
        return bytes(imagecodecs.cms_profile("adobergb"))
    primaries = [0.680, 0.320, 1, 0.265, 0.690, 1, 0.150, 0.060, 1]
    return bytes(imagecodecs.cms_profile("rgb", whitepoint=[0.3127, 0.3290, 1], primaries=primaries, gamma=2.2))


def with_alpha(lowest: int) -> NDArray[Any]:
    """Return the scene with an alpha channel that is opaque but for one corner."""
    alpha = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
    alpha[:8, :8] = lowest
    return np.concatenate([scene(), alpha], axis=-1)


def broken() -> dict[str, bytes]:
    """Return files that are cut, empty, damaged, or bombs."""
    jpeg, png = save(scene(), "JPEG", quality=95), save(scene(), "PNG")
    progressive, webp = save(scene(), "JPEG", progressive=True), save(scene(), "WEBP")
    flipped = bytearray(png)
    flipped[len(png) // 2] ^= 0xFF
    return {
        "empty.jpg": b"",
        "zeros.jpg": bytes(5000),
        "half.jpg": jpeg[: len(jpeg) // 2],
        "header_only.jpg": jpeg[:200],
        "no_end.jpg": jpeg[:-2],
        "rubbish_behind.jpg": jpeg + b"rubbish" * 100,
        "half_progressive.jpg": progressive[: len(progressive) // 2],
        "half.png": png[: len(png) // 2],
        "no_end.png": png[:-20],
        "flipped_bit.png": bytes(flipped),
        "half.tif": save_tiff(scene(), photometric="rgb")[:5000],
        "half_lzw.tif": save_tiff(scene(), photometric="rgb", compression="lzw")[:1500],
        "half.webp": webp[: len(webp) // 2],
        "half.heic": save_heic(8)[:600],
        "bomb.png": png_header(60000, 60000),
        "bomb.tif": tiff_header(60000, 60000),
        "no_pixels.png": png_header(0, 10),
        "broken_profile.jpg": save(scene(), "JPEG", icc_profile=b"no profile" * 30),
        "broken_profile.png": save(scene(), "PNG", icc_profile=rgb_profile("p3")[:200]),
        "cmyk_profile.jpg": save(scene(), "JPEG", icc_profile=rgb_profile("p3").replace(b"RGB ", b"CMYK")),
    }


def foreign() -> dict[str, bytes]:
    """Return files that are not what their names say, or nothing that we read."""
    image = Image.fromarray(scene())
    return {
        "png_called.jpg": save(scene(), "PNG"),
        "jpeg_called.png": save(scene(), "JPEG"),
        "jpeg_called.heic": save(scene(), "JPEG"),
        "page.jpg": b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>",
        "text.png": "Liebe Grüße\n".encode(),
        "drawing.jpg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "document.jpg": save(scene(), "PDF"),
        "video.jpg": struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"isom", 512, b"isom", b"mp42") + bytes(100),
        "archive.tif": b"PK\x03\x04" + bytes(100),
        "noise.tif": np.random.default_rng(1).bytes(3000),
        "picture.avif": bytes(imagecodecs.avif_encode(scene())),
        "picture.jxl": bytes(imagecodecs.jpegxl_encode(scene())),
        "picture.jp2": bytes(imagecodecs.jpeg2k_encode(scene())),
        "picture.gif": save(scene(), "GIF"),
        "picture.bmp": save(scene(), "BMP"),
        "picture.psd": b"8BPS\0\1" + bytes(100),
        "no_raw.nef": save_tiff(scene(), photometric="rgb"),
        "no_raw.cr2": b"no raw file",
        "animated.png": save(image, "PNG", save_all=True, append_images=[image.rotate(180)]),
        "animated.webp": save(image, "WEBP", save_all=True, append_images=[image.rotate(180)]),
        "two_pages.tif": save_tiff(np.stack([scene(), scene()]), photometric="rgb"),
    }


def colours() -> dict[str, bytes]:
    """Return files of unusual colours or with alpha."""
    grey_profile = bytes(imagecodecs.cms_profile("gray", gamma=1.8))
    srgb_profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.fromarray(scene())
    palette = image.convert("P")
    cmyk = np.asarray(image.convert("CMYK"))
    return {
        "cmyk.jpg": save(image.convert("CMYK"), "JPEG"),
        "ycck.jpg": bytes(imagecodecs.jpeg8_encode(cmyk, colorspace="CMYK", outcolorspace="YCCK")),
        "cmyk.tif": save(image.convert("CMYK"), "TIFF"),
        "lab.tif": save(image.convert("LAB"), "TIFF"),
        "srgb.jpg": save(scene(), "JPEG", quality=95, icc_profile=srgb_profile),
        "p3.png": save(scene(), "PNG", icc_profile=rgb_profile("p3")),
        "p3_16.tif": save_tiff(scene(65536), photometric="rgb", iccprofile=rgb_profile("p3")),
        "adobe_rgb.jpg": save(scene(), "JPEG", quality=95, icc_profile=rgb_profile("adobe")),
        "adobe_rgb_without_profile.jpg": save_exif({}, {0x8769: {0xA001: 0xFFFF, 0xA005: {1: "R03"}}}),
        "grey_profile.jpg": save(scene()[..., 0], "JPEG", quality=95, icc_profile=grey_profile),
        "grey_with_rgb_profile.png": save(scene()[..., 0], "PNG", icc_profile=rgb_profile("p3")),
        "colour_with_grey_profile.png": save(scene(), "PNG", icc_profile=grey_profile),
        "transparent.png": save(with_alpha(0), "PNG"),
        "opaque_alpha.png": save(with_alpha(255), "PNG"),
        "transparent.webp": save(with_alpha(0), "WEBP"),
        "opaque_alpha.tif": save_tiff(with_alpha(255), photometric="rgb", extrasamples=["unassalpha"]),
        "grey_alpha.png": save(image.convert("LA"), "PNG"),
        "palette.png": save(palette, "PNG"),
        "palette_transparent.png": save(palette, "PNG", transparency=palette.getpixel((0, 0))),
        "palette.tif": save(palette, "TIFF"),
        "one_bit.png": save(image.convert("1"), "PNG"),
        "one_bit.tif": save(image.convert("1"), "TIFF", compression="group4"),
    }


def depths() -> dict[str, bytes]:
    """Return files of all bit depths and layouts."""
    deep = scene(65536)
    return {
        "rgb16.png": bytes(imagecodecs.png_encode(deep)),
        "grey16.png": bytes(imagecodecs.png_encode(deep[..., 0].copy())),
        "rgb16.tif": save_tiff(deep, photometric="rgb", compression="zlib", predictor=True),
        "grey16.tif": save_tiff(deep[..., 0], photometric="minisblack"),
        "white_is_zero.tif": save_tiff(65535 - deep[..., 0], photometric="miniswhite"),
        "big_endian.tif": save_tiff(deep, photometric="rgb", byteorder=">"),
        "big_tiff.tif": save_tiff(deep, photometric="rgb", bigtiff=True),
        "planes_apart.tif": save_tiff(np.moveaxis(deep, -1, 0), photometric="rgb", planarconfig="separate"),
        "tiles.tif": save_tiff(deep, photometric="rgb", tile=(16, 16)),
        "jpeg_inside.tif": save(scene(), "TIFF", compression="jpeg", quality=95),
        "float.tif": save_tiff(np.float32(deep / 65535), photometric="rgb"),
        "integers32.tif": save_tiff(deep.astype(np.uint32), photometric="rgb"),
        "twelve_bits.jpg": bytes(imagecodecs.jpeg8_encode(scene(4096), bitspersample=12, level=95)),
        "lossless.jpg": bytes(imagecodecs.jpeg8_encode(scene(), lossless=True)),
        "progressive.jpg": save(scene(), "JPEG", quality=95, progressive=True),
        "ten_bits.heic": save_heic(10),
        "eight_bits.heic": save_heic(8),
    }


def save_heic(bits: int) -> bytes:
    """Return the scene as HEIC of 8 or 10 bits."""
    mode, pixels = ("RGB", scene()) if bits == 8 else ("RGB;16", scene(65536))
    out = io.BytesIO()
    pillow_heif.from_bytes(mode, (WIDTH, HEIGHT), pixels.tobytes()).save(out, quality=95, chroma=444)
    return out.getvalue()


def metadata() -> dict[str, bytes]:
    """Return files with all orientations, legal and not, and with a place and a serial number."""
    files = {f"orientation_{number}.jpg": save_exif({274: number}) for number in range(10)}
    files["orientation_6.tif"] = save_tiff(scene(65536), photometric="rgb", extratags=[(274, 3, 1, 6, True)])
    exif = Image.Exif()
    exif[274] = 6
    files["orientation_6.png"] = save(scene(), "PNG", exif=exif)
    files["orientation_6.webp"] = save(scene(), "WEBP", exif=exif, lossless=True)
    place = {1: "N", 2: (35.0, 39.0, 0.0), 3: "E", 4: (139.0, 44.0, 0.0)}
    camera = {271: "Maker", 272: "Maker Camera 1", 315: "A Name"}
    detail = {0x9003: "2024:05:06 07:08:09", 0xA431: "SERIAL-123", 0x927C: b"maker note"}
    files["with_place.jpg"] = save_exif(camera, {0x8825: place, 0x8769: detail})
    return files


def make_odd_files(folder: Path) -> list[Path]:
    """Write all odd files into a folder and return their paths, with some that are no files."""
    paths = []
    for make in (broken, foreign, colours, depths, metadata):
        for name, data in make().items():
            paths.append(folder / name)
            paths[-1].write_bytes(data)
    (folder / "folder.jpg").mkdir()
    unreadable = folder / "unreadable.jpg"
    unreadable.write_bytes(save(scene(), "JPEG"))
    unreadable.chmod(0)
    paths += [folder / "folder.jpg", folder / "missing.jpg", unreadable]
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.jpg")
        paths.append(folder / "pipe.jpg")
    return paths


def outcome(path: Path) -> str:
    """Read a file and say what came of it."""
    try:
        picture = read_colour(path)
    except UvphotoError as error:
        return str(error).removeprefix(f"{path}: ")
    height, width, _ = picture.pixels.shape
    return f"{width} x {height}, {picture.bit_depth} bit"


def compare_orientations(folder: Path) -> list[tuple[str, str]]:
    """Return for every photo of one scene how far it is from the one that lies upright in its file."""
    rows = []
    for series in ("Landscape", "Portrait"):
        upright = read_colour(folder / f"{series}_1.jpg").pixels
        for number in range(9):
            pixels = read_colour(folder / f"{series}_{number}.jpg").pixels
            same_shape = pixels.shape == upright.shape
            distance = f"{np.abs(pixels - upright).mean() * 255:.2f} levels" if same_shape else "another shape"
            rows.append((f"{series}_{number}.jpg", f"mean difference to {series}_1.jpg: {distance}"))
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exif-photos", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [(path.name, outcome(path)) for path in make_odd_files(Path(folder))]
    if arguments.exif_photos is not None:
        rows += compare_orientations(arguments.exif_photos)
    print("| file | outcome |\n|---|---|")
    for name, text in rows:
        print(f"| {name} | {text} |")


if __name__ == "__main__":
    main()
