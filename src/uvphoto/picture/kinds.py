"""What a file is, told from its first bytes; its name is only checked against that."""

from enum import StrEnum
from pathlib import Path

from uvphoto.errors import PictureError

HEAD_BYTES = 4096  # enough of a file's start to tell what it is

_EXPORT = "Export it as PNG, TIFF or JPEG"
_GIVE_PHOTO = "Give a still photo as JPEG, PNG, TIFF, WebP, HEIC or camera raw"


class Format(StrEnum):
    """The kinds of file that are read."""

    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    WEBP = "webp"
    HEIC = "heic"
    RAW = "raw"


SUFFIXES: dict[Format, tuple[str, ...]] = {  # the first is the one we recommend
    Format.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    Format.PNG: (".png",),
    Format.TIFF: (".tif", ".tiff"),
    Format.WEBP: (".webp",),
    Format.HEIC: (".heic", ".heif", ".hif"),
    Format.RAW: (".dng", ".cr2", ".cr3", ".nef", ".nrw", ".arw", ".sr2", ".raf", ".orf", ".rw2", ".pef", ".srw"),
}

_TITLES = {Format.HEIC: "HEIC", Format.RAW: "camera raw", Format.WEBP: "WebP"}
_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_OURS: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xd8\xff", Format.JPEG),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"FUJIFILMCCD-RAW", Format.RAW),
    (b"IIRO", Format.RAW),
    (b"IIRS", Format.RAW),
    (b"IIU\0", Format.RAW),
)
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"GIF8", "is a GIF picture, which has too few colours", _EXPORT),
    (b"BM", "is a BMP picture", _EXPORT),
    (b"\0\0\0\x0cjP  ", "is a JPEG 2000 picture", _EXPORT),
    (b"\xff\x4f\xff\x51", "is a JPEG 2000 picture", _EXPORT),
    (b"\0\0\0\x0cJXL ", "is a JPEG XL picture", _EXPORT),
    (b"\xff\x0a", "is a JPEG XL picture", _EXPORT),
    (b"8BPS", "is a Photoshop document", _EXPORT),
    (b"v/1\x01", "is an OpenEXR picture", _EXPORT),
    (b"%PDF", "is a PDF document", _GIVE_PHOTO),
    (b"%!PS", "is a PostScript document", _GIVE_PHOTO),
    (b"PK\x03\x04", "is a ZIP archive or an office document", "Unpack it and give the photo inside"),
    (b"\x1aE\xdf\xa3", "is a Matroska or WebM video", _GIVE_PHOTO),
)
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}


def identify(path: Path, head: bytes) -> Format:
    """Tell a picture's format from the first HEAD_BYTES of it.

    Raises:
        PictureError: it is no picture that we read, and what it is instead, or its name claims another format.

    """
    claimed = claimed_format(path)
    found = _recognise(path, head)
    if found is Format.TIFF and claimed is Format.RAW:
        return Format.RAW  # most camera raws are TIFF files inside
    if claimed is not None and claimed is not found:
        problem = f"is a {title(found)} picture, though its name ends in {path.suffix}"
        raise PictureError(path, problem, f"Rename it to {path.stem}{SUFFIXES[found][0]}")
    return found


def claimed_format(path: Path) -> Format | None:
    """Return the format that a name's ending stands for, if any."""
    suffix = path.suffix.lower()
    return next((kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes), None)


def title(kind: Format) -> str:
    """Return a format's name as people write it."""
    return _TITLES.get(kind, kind.upper())


def _recognise(path: Path, head: bytes) -> Format:
    if not head:
        raise PictureError(path, "is empty", "Copy it again from where it came")
    for start, kind in _OURS:
        if head.startswith(start):
            return kind
    if head.startswith(_TIFF_STARTS):
        return Format.RAW if head[8:10] == b"CR" else Format.TIFF
    if head.startswith(b"RIFF"):
        if head[8:12] == b"WEBP":
            return Format.WEBP
        raise PictureError(path, "is a RIFF file (sound or video)", _GIVE_PHOTO)
    if head[4:8] == b"ftyp":
        return _iso_media(path, head)
    for start, problem, remedy in _FOREIGN:
        if head.startswith(start):
            raise PictureError(path, problem, remedy)
    raise PictureError(path, _describe_unknown(head), _GIVE_PHOTO)


def _iso_media(path: Path, head: bytes) -> Format:
    length = min(int.from_bytes(head[:4], "big"), 256)
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, length, 4)}
    if brands & {b"avif", b"avis"}:
        raise PictureError(path, "is an AVIF picture", _EXPORT)
    if b"crx " in brands:
        return Format.RAW
    if brands & _HEIC_BRANDS:
        return Format.HEIC
    raise PictureError(path, "is a video (MP4 or QuickTime)", _GIVE_PHOTO)


def _describe_unknown(head: bytes) -> str:
    if not head.strip(b"\0"):
        return "holds zeros only, as an interrupted copy leaves it"
    text = head.decode("utf-8", errors="ignore")
    if any(not (letter.isprintable() or letter in "\t\r\n\ufeff") for letter in text) or len(text) < len(head) // 2:
        return "is no picture that is known here"
    lowered = text.lstrip("\ufeff \t\r\n").lower()
    if lowered.startswith(("<!doctype html", "<html")):
        return "is a web page, as a failed download leaves it"
    if "<svg" in lowered:
        return "is an SVG drawing"
    return "is a text file"
