"""Which marks a person has: how many of each kind, how large, how dark, and where on the face.

Counts and sizes are of the order that clinical atlases show; solar spots appear
from about 18 years on, more of them on lighter skin and with a longer sun history (Skin Res. Technol. 2017, Japan,
n = 169: r = 0.49 with age). The numbers themselves are assumptions, not measurements.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.face.anatomy import FaceShape, brow_contour, eye_contour, hairline_contour, lip_contours
from uvphoto.simulate.face.canvas import Canvas, Image, bell, fill, pair_of_bells
from uvphoto.simulate.face.people import Person, Sex, SkinType
from uvphoto.simulate.marks import IDENTITIES, Mark, MarkKind

Range = tuple[float, float]


@dataclass(frozen=True)
class Rule:
    """How marks of one kind are drawn: their mean number, and the range of each property."""

    kind: MarkKind
    count: float
    zone: str  # of ZONES
    radius_mm: float  # median
    spread: float  # SD of the radius' logarithm
    edge: Range
    irregularity: Range = (0.05, 0.15)
    aspect: Range = (1.0, 1.5)
    reticulation: Range = (0.0, 0.0)
    melanin: Range = (0.0, 0.0)
    upper_share: Range = (0.2, 0.4)
    dermal_melanin: Range = (0.0, 0.0)
    blood: Range = (0.0, 0.0)


def rules(person: Person) -> tuple[Rule, ...]:
    """Return what to expect on a person's face."""
    lightness = {SkinType.BROWN: 0.4, SkinType.DARK: 0.15, SkinType.MEDIUM: 0.75}.get(person.skin_type, 1.0)
    sun = person.sun_history
    years = max(person.age - 18.0, 0.0) / 40.0
    damage = lightness * (0.25 + 1.5 * sun) * years
    patchy = 5.0 if person.sex is Sex.FEMALE and 25 < person.age < 60 else 1.0
    darker = marks_easily(person)
    kind = MarkKind
    return (
        Rule(kind.FRECKLE, 1000.0 * person.freckling**1.5 * (0.3 + sun), "freckle", 0.75, 0.35, (0.35, 0.8),
             melanin=(0.3, 1.3)),
        Rule(kind.LENTIGO, 22.0 * damage, "sun", 2.1, 0.5, (0.10, 0.3), (0.08, 0.28), (1.0, 1.9), (0.0, 0.6),
             melanin=(0.5, 2.2)),
        Rule(kind.LENTIGO, 30.0 * damage, "sun", 1.0, 0.3, (0.2, 0.4), (0.05, 0.2), melanin=(0.3, 1.2)),
        Rule(kind.FAINT, 60.0 + 420.0 * damage, "sun", 0.9, 0.5, (0.4, 0.9), (0.05, 0.25), melanin=(0.06, 0.30),
             upper_share=(0.7, 1.0)),
        Rule(kind.MELASMA, 0.35 * patchy * (1.0 + darker) * (0.3 + sun) / 2, "melasma", 9.0, 0.3, (0.5, 0.9),
             (0.15, 0.35), (1.0, 2.2), melanin=(0.2, 0.6), dermal_melanin=(0.0, 0.0015)),
        Rule(kind.MOLE, 5.0, "face", 1.1, 0.35, (0.1, 0.25), (0.0, 0.1), (1.0, 1.2), melanin=(3.0, 9.0),
             dermal_melanin=(0.0, 0.03)),
        Rule(kind.POST_INFLAMMATORY, expected_left_by_acne(person), "acne", 1.7, 0.35, (0.4, 0.9),
             (0.05, 0.2), melanin=(0.2, 0.8), dermal_melanin=(0.0, 0.002)),
        Rule(kind.DERMAL, 0.9 if darker else 0.1, "cheekbone", 1.8, 0.4, (0.5, 1.0), (0.05, 0.2),
             dermal_melanin=(0.006, 0.025)),
        Rule(kind.ACNE, expected_acne(person), "acne", 1.4, 0.35, (0.4, 0.8), (0.0, 0.1), (1.0, 1.2),
             blood=(0.8, 3.0)),
        Rule(kind.VESSEL, 3.0 + 16.0 * lightness * years, "vessel", 0.55, 0.3, (0.3, 0.6), (0.1, 0.3), (4.0, 12.0),
             blood=(1.0, 4.0)),
        Rule(kind.ERYTHEMA, 2.5, "face", 7.0, 0.4, (0.7, 1.0), (0.1, 0.3), (1.0, 2.0), blood=(0.2, 0.9)),
        Rule(kind.SCAR, 0.4 + 5.0 * person.acne, "acne", 1.3, 0.4, (0.2, 0.5), (0.1, 0.3), (1.0, 2.5),
             melanin=(-0.6, -0.3), blood=(-0.5, -0.2)),
    )  # fmt: skip


def expected_acne(person: Person) -> float:
    """Return how many acne spots a person has on an average day."""
    return 0.6 + 26.0 * person.acne


def marks_easily(person: Person) -> bool:
    """Return whether a person's skin is of those that answer inflammation and hormones with pigment."""
    return person.skin_type in {SkinType.EAST_ASIAN, SkinType.MEDIUM, SkinType.BROWN}


def expected_left_by_acne(person: Person) -> float:
    """Return how many post-inflammatory marks a person has on an average day."""
    return (1.0 + 14.0 * person.acne) * (0.4 + marks_easily(person))


def draw_newborn(person: Person, kind: MarkKind, row_mm: float, column_mm: float, rng: np.random.Generator) -> Mark:
    """Draw a mark that comes between visits as one of those of its kind that are there at the first.

    Raises:
        ValueError: no rule draws this kind.

    """
    fitting = [rule for rule in rules(person) if rule.kind is kind]
    if not fitting:
        raise ValueError(f"nobody is born with or gets a mark of the kind {kind}")
    counts = np.array([rule.count + 1e-9 for rule in fitting])
    rule = fitting[int(rng.choice(len(fitting), p=counts / counts.sum()))]
    return draw_mark(rng, rule, row_mm, column_mm)


def draw_population(rng: np.random.Generator, person: Person, shape: FaceShape) -> tuple[Mark, ...]:
    """Draw all marks of a person's face at the first visit."""
    marks: list[Mark] = []
    for rule in rules(person):
        count = int(rng.poisson(rule.count * rng.lognormal(-0.18, 0.6)))
        if rule.kind is MarkKind.DERMAL and count:
            count *= int(rng.integers(4, 14))  # they come in groups
        places = draw_places(rng, shape, rule.zone, count)
        marks.extend(draw_mark(rng, rule, float(row), float(column)) for row, column in places)
    return tuple(marks)


def draw_mark(rng: np.random.Generator, rule: Rule, row_mm: float, column_mm: float) -> Mark:
    """Draw one mark by a rule at a place."""
    return Mark(
        kind=rule.kind,
        row_mm=row_mm,
        column_mm=column_mm,
        radius_mm=float(rule.radius_mm * np.exp(rule.spread * np.clip(rng.normal(), -2.0, 2.2))),
        aspect=float(rng.uniform(*rule.aspect)),
        angle=float(rng.uniform(0.0, np.pi)),
        edge=float(rng.uniform(*rule.edge)),
        irregularity=float(rng.uniform(*rule.irregularity)),
        reticulation=float(rng.uniform(*rule.reticulation)),
        melanin=float(rng.uniform(*rule.melanin)),
        upper_share=float(rng.uniform(*rule.upper_share)),
        dermal_melanin=float(rng.uniform(*rule.dermal_melanin)),
        blood=float(rng.uniform(*rule.blood)),
        seed=int(rng.integers(IDENTITIES)),
    )


def draw_places(rng: np.random.Generator, shape: FaceShape, zone: str, count: int) -> NDArray[np.float64]:
    """Draw ``count`` places on bare skin, (count, 2) of (row, column) in mm, by the density of a zone."""
    density = _densities(shape)[zone]
    picked = rng.choice(density.size, size=count, p=density.ravel())
    rows, columns = np.unravel_index(picked, density.shape)
    canvas = _COARSE
    spread = rng.uniform(-0.5, 0.5, size=(count, 2)) * canvas.mm_per_pixel
    return np.stack([canvas.rows[rows, 0], canvas.columns[0, columns]], axis=1) + spread


_COARSE = Canvas(2.0)


@lru_cache(maxsize=4)
def _densities(shape: FaceShape) -> dict[str, NDArray[np.float64]]:
    """Return the density of each zone on the coarse canvas, summing to 1."""
    canvas = _COARSE
    bare = fill(canvas, hairline_contour(shape))
    for side in (-1, 1):
        bare = bare * (1.0 - fill(canvas, eye_contour(shape, side, grow=3.0)))
    for lip in lip_contours(shape):
        bare = bare * (1.0 - fill(canvas, lip))
    bare = np.where(bare > 0.95, bare, 0.0)  # pixels on a border are left out: a place is anywhere in its pixel
    for side in (-1, 1):
        bare = bare * (1.0 - 0.7 * fill(canvas, brow_contour(shape, side)))
    return {name: _normalised(bare * zone) for name, zone in _zones(shape, canvas).items()}


def _zones(shape: FaceShape, canvas: Canvas) -> dict[str, Image]:
    cheeks = pair_of_bells(canvas, 30.0, 42.0, 20.0, 18.0)
    cheekbones = pair_of_bells(canvas, 18.0, 44.0, 12.0, 14.0)
    nose = bell(canvas, shape.nose_length - 12.0, 0.0, 20.0, 12.0)
    forehead = bell(canvas, -46.0, 0.0, 18.0, 42.0)
    chin = bell(canvas, shape.length - 16.0, 0.0, 16.0, 26.0)
    temples = pair_of_bells(canvas, -8.0, 60.0, 22.0, 10.0)
    lip = bell(canvas, shape.mouth_row - 12.0, 0.0, 5.0, 22.0)
    return {
        "face": np.ones(canvas.shape, dtype=np.float32),
        "sun": 0.12 + cheekbones + 0.8 * temples + 0.5 * nose + 0.5 * forehead + 0.3 * cheeks,
        "freckle": 0.02 + cheekbones + 0.9 * nose + 0.25 * forehead + 0.4 * cheeks,
        "melasma": cheekbones + 0.6 * forehead + 0.8 * lip,
        "acne": 0.05 + cheeks + 0.7 * forehead + 0.9 * chin + 0.3 * nose,
        "cheekbone": cheekbones,
        "vessel": 0.03 + nose + 0.7 * cheeks,
    }


def _normalised(density: Image) -> NDArray[np.float64]:
    exact = density.astype(np.float64)
    return exact / exact.sum()
