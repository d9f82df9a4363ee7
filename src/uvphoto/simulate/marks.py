"""A mark on the skin: what it is, where, how large, and which chromophores it adds at which depth."""

from dataclasses import dataclass
from enum import StrEnum

IDENTITIES = 2**48  # seeds of marks lie below it: exact in a spreadsheet


class MarkKind(StrEnum):
    """What a mark is; pigment marks carry melanin, the others must not be taken for it."""

    FRECKLE = "freckle"
    LENTIGO = "solar_lentigo"
    FAINT = "faint_spot"  # superficial melanin too weak for the eye: seen in UV alone
    MELASMA = "melasma"
    MOLE = "mole"
    POST_INFLAMMATORY = "post_inflammatory"
    DERMAL = "dermal_melanosis"  # blue-grey: melanin in the dermis
    ACNE = "acne"
    VESSEL = "vessel"
    ERYTHEMA = "erythema"
    SCAR = "white_scar"

    @property
    def is_pigment(self) -> bool:
        """Whether the mark is melanin above its surroundings."""
        return self not in {MarkKind.ACNE, MarkKind.VESSEL, MarkKind.ERYTHEMA, MarkKind.SCAR}


@dataclass(frozen=True)
class Mark:
    """One mark, in the frame of the face: mm from the midpoint between the pupils, rows down, columns right.

    The amounts are those of its core; its edge and texture weaken them outwards.
    """

    kind: MarkKind
    row_mm: float
    column_mm: float
    radius_mm: float  # of the circle with its area
    aspect: float  # long over short axis, >= 1
    angle: float  # radians, of the long axis against the columns
    edge: float  # share of the radius over which it fades out: 0.05 sharp, 1 diffuse
    irregularity: float  # relative deviation of its outline from an ellipse, 0-0.4
    reticulation: float  # 0 even, 1 a net of pigment
    melanin: float  # epidermal melanin added, relative to the skin around it: 0.5 is 50 % more, negative less
    dermal_melanin: float  # volume fraction of melanosomes added in the papillary dermis
    blood: float  # blood added, relative to the skin around it: 1.5 is 2.5 times as much
    upper_share: float  # of its epidermal melanin in the upper half of the epidermis: 1 superficial, 0 basal
    seed: int  # of its shape and texture, which stay the same over the visits

    @property
    def upper_melanin(self) -> float:
        """Melanin added in the upper half of the epidermis, relative to all the melanin of the skin around."""
        return self.melanin * self.upper_share
