"""The measures of a region as other systems name them: a code, words, and a unit of UCUM (https://ucum.org)."""

from dataclasses import dataclass
from decimal import Decimal

from uvphoto.analysis.record import LEVELS


@dataclass(frozen=True)
class Measure:
    """One measure.

    Attributes:
        key: its name in the document of an analysis.
        code: its name outside, at most 16 letters.
        words: what it is, in short.
        definition: what it is, in one sentence.
        unit: as UCUM writes it.
        shift: the value outside is that of the document times 10 to this power.

    """

    key: str
    code: str
    words: str
    definition: str
    unit: str = "1"
    shift: int = 0

    def outside(self, value: float) -> Decimal:
        """Return the value in its unit outside, with not a digit more or less."""
        return Decimal(repr(value)).scaleb(self.shift)

    def inside(self, value: Decimal) -> float:
        """Return the value as the document has it."""
        return float(value.scaleb(-self.shift))


def as_number(value: Decimal) -> int | float:
    """Return a value as JSON and DICOM write it: a whole number without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True)
class Interval:
    """An interval of the spot ratio: where that of a UV photo taken by a camera would lie.

    Attributes:
        level: how often it holds, 0 to 1.

    """

    level: float

    @property
    def code(self) -> str:
        """Its name outside."""
        return f"spot-ratio-{self.percent}"

    @property
    def words(self) -> str:
        """What it is."""
        return f"{self.percent} % interval of the spot ratio"

    @property
    def definition(self) -> str:
        """What it is, in one sentence."""
        return f"Where the spot ratio of a UV photo taken by a camera would lie in {self.percent} of 100 cases."

    @property
    def keys(self) -> tuple[str, str]:
        """Names of its ends in the document of an analysis."""
        return f"spot_ratio_{self.percent}_low", f"spot_ratio_{self.percent}_high"

    @property
    def percent(self) -> int:
        """How often it holds, in 100 cases."""
        return round(100 * self.level)


SPOT_RATIO = Measure("spot_ratio", "spot-ratio", "Spot ratio", "Area of pigment spots / area of skin.", "%", 2)
MEASURES = (
    SPOT_RATIO,
    Measure("count", "spot-count", "Number of spots", "Pigment spots, each counted where most of it lies.", "{spots}"),
    Measure("count_per_cm2", "spot-density", "Density of spots", "Pigment spots / area of skin.", "/cm2"),
    Measure(
        "contrast", "spot-contrast", "Contrast of spots",
        "Mean over the pixels of spots of 1 - light of the pixel / light of the bare skin around.",
    ),
    Measure(
        "absorbance", "spot-absorbance", "Absorbance of spots",
        "Mean over all skin of what spots absorb more than the bare skin, as log10.",
    ),
    Measure("median_diameter_mm", "spot-diameter-50", "Median diameter", "Of circles with the areas of spots.", "mm"),
    Measure("p90_diameter_mm", "spot-diameter-90", "90th percentile of diameters", "Of the same circles.", "mm"),
    Measure("skin_mm2", "skin-area", "Area of skin", "That was measured.", "mm2"),
)  # fmt: skip
INTERVALS = tuple(map(Interval, LEVELS))
REGION = ("spots-of-region", "Pigment spots of a region of the face", "All measures of one region together.")


@dataclass(frozen=True)
class Site:
    """Where a region lies.

    Attributes:
        snomed: code of SNOMED CT, of those that DICOM uses.
        meaning: of the code.
        side: "left", "right", or "".

    """

    snomed: str
    meaning: str
    side: str = ""


SITES = {
    "forehead": Site("68698007", "Skin of forehead"),
    "left_cheek": Site("36141000", "Skin of cheek", "left"),
    "right_cheek": Site("36141000", "Skin of cheek", "right"),
    "nose": Site("113179006", "Skin of nose"),
    "chin": Site("23747009", "Skin of chin"),
    "cheeks": Site("36141000", "Skin of cheek"),
    "face": Site("73897004", "Skin of face"),
}
"""By the name of the region in an analysis."""


def words_of(region: str) -> str:
    """Return the name of a region in words."""
    return region.replace("_", " ")
