"""The purposes of the files that the analysis of a photo leaves in the vault."""

from uvphoto.app.store.photos import DOCUMENT, ORIGINAL

UV = "uv"  # PNG, pixel for pixel on the photo; the record's name for it
SKIN_MASK = "skin_mask"  # PNG
REGIONS = "regions"  # PNG of labels
SPOTS = "spots"  # PNG of labels
SPOT_TABLE = "spot_table"  # CSV
REPORT = "report"  # HTML in one file

THUMBNAIL = "thumbnail"  # JPEG of the face, small
FACE = "face"  # JPEG of the face at a size to look at
FACE_UV = "face_uv"  # JPEG, the same part at the same size
SPOT_LINES = "spot_lines"  # PNG with transparency, to lie on both
REGION_LINES = "region_lines"  # PNG with transparency, to lie on both
DOUBT = "doubt"  # JPEG: where the UV photo is uncertain; not there where that is not known

MEDIA_TYPES = {
    THUMBNAIL: "image/jpeg",
    FACE: "image/jpeg",
    FACE_UV: "image/jpeg",
    SPOT_LINES: "image/png",
    REGION_LINES: "image/png",
    DOUBT: "image/jpeg",
}
"""What pages may show: pictures that were encoded here, never what somebody uploaded."""

ENDINGS = {
    DOCUMENT: "analysis.json",
    UV: "face_uv.png",
    SKIN_MASK: "skin_mask.png",
    REGIONS: "regions.png",
    SPOTS: "spots.png",
    SPOT_TABLE: "spots.csv",
    REPORT: "report.html",
}
"""The names under which ``uvphoto analyse`` writes the same, for those who take it elsewhere."""

__all__ = [
    "DOCUMENT", "DOUBT", "ENDINGS", "FACE", "FACE_UV", "MEDIA_TYPES", "ORIGINAL", "REGIONS", "REGION_LINES", "REPORT",
    "SKIN_MASK", "SPOTS", "SPOT_LINES", "SPOT_TABLE", "THUMBNAIL", "UV",
]  # fmt: skip
