"""What a file is by its first bytes, and what its name claims."""

from pathlib import Path

import pytest

from uvphoto.errors import PictureError
from uvphoto.picture.kinds import SUFFIXES, Format, claimed_format, identify


def iso_media(*brands: bytes) -> bytes:
    return (12 + 4 * len(brands)).to_bytes(4, "big") + b"ftyp" + brands[0] + bytes(4) + b"".join(brands[1:]) + b"meta"


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.JPG", b"\xff\xd8\xff\xe0", Format.JPEG),
        ("a.tif", b"MM\0*", Format.TIFF),
        ("a.nef", b"MM\0*", Format.RAW),
        ("a.cr2", b"II*\0\x10\0\0\0CR\2\0", Format.RAW),
        ("a.cr3", iso_media(b"crx ", b"crx ", b"isom"), Format.RAW),
        ("a.raf", b"FUJIFILMCCD-RAW 0201", Format.RAW),
        ("a.heic", iso_media(b"heic", b"mif1"), Format.HEIC),
        ("a.heif", iso_media(b"mif1", b"heic"), Format.HEIC),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 ", Format.WEBP),
        ("a", b"\x89PNG\r\n\x1a\n", Format.PNG),
        ("a.uploaded", b"\x89PNG\r\n\x1a\n", Format.PNG),
    ],
)
def test_known_files(name: str, head: bytes, kind: Format) -> None:
    assert identify(Path(name), head) is kind


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (iso_media(b"mif1", b"avif"), "AVIF"),
        (iso_media(b"qt  "), "video"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "RIFF"),
        (b"\n\n<HTML>", "web page"),
        ("\ufeffä".encode(), "text file"),
        (b"\x7fELF\2\1\1", "no picture that is known"),
    ],
)
def test_unknown_files(head: bytes, reason: str) -> None:
    with pytest.raises(PictureError, match=reason):
        identify(Path("a.jpg"), head)


def test_every_ending_stands_for_one_format() -> None:
    endings = [suffix for suffixes in SUFFIXES.values() for suffix in suffixes]
    assert len(endings) == len(set(endings))
    assert all(claimed_format(Path(f"a{suffix.upper()}")) for suffix in endings)
    assert claimed_format(Path("jpg")) is None
