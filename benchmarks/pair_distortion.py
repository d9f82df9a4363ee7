"""How the UV photo of a simulated pair is moved by a way that is known exactly, for the benchmarks of registration."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

SIDE = 1024  # pixels of the photo for which the lengths below are given
SHIFT, TURN, SCALE, BEND = 20.0, 3.0, 0.03, 5.0  # the most: pixels, degrees, share, pixels
_BUMPS = 6
_NARROWEST, _WIDEST = 0.12, 0.3  # standard deviation of a bump, of the side
_GRID = 33  # places to a side at which the largest bend is sought


@dataclass(frozen=True)
class Bend:
    """A smooth displacement: a sum of Gaussian bumps, which no fit by waves has for its own.

    Attributes:
        middles: (K, 2) of the bumps, x and y, of the side.
        widths: (K,) standard deviations, of the side.
        ways: (K, 2) displacements of the bumps' middles, x and y; of the whole the longest is 1.

    """

    middles: Values
    widths: Values
    ways: Values

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Bend":
        """Draw bumps all over the picture."""
        middles, widths = rng.uniform(0, 1, (_BUMPS, 2)), rng.uniform(_NARROWEST, _WIDEST, _BUMPS)
        drawn = cls(middles, widths, rng.normal(size=(_BUMPS, 2)))
        x, y = np.meshgrid(np.linspace(0, 1, _GRID), np.linspace(0, 1, _GRID))
        return cls(middles, widths, drawn.ways / np.hypot(*drawn.at(x, y)).max())

    def at(self, x: Values, y: Values) -> tuple[Values, Values]:
        """Return the displacement in x and y at places given in shares of the side."""
        right, down = np.zeros_like(x), np.zeros_like(y)
        for (across, along), width, (to_right, to_down) in zip(self.middles, self.widths, self.ways, strict=True):
            bump = np.exp(-((x - across) ** 2 + (y - along) ** 2) / (2 * width**2))
            right, down = right + to_right * bump, down + to_down * bump
        return right, down


@dataclass(frozen=True)
class Move:
    """Where each place of a moved UV photo comes from in the photo as taken; pixel centres lie at integers.

    Attributes:
        taken: rows and columns of the photo as taken.
        moved: of the moved one.
        matrix: (2, 2), turn and scale about the middle.
        shift: x and y, pixels of the photo as taken.
        bend: smooth displacement.
        longest: of the bend, pixels of the photo as taken.

    """

    taken: tuple[int, int]
    moved: tuple[int, int]
    matrix: Values
    shift: Values
    bend: Bend
    longest: float

    @classmethod
    def draw(cls, taken: tuple[int, int], rng: np.random.Generator, *, resized: float = 1.0) -> "Move":
        """Draw a move within the limits above, into a photo larger by a factor."""
        unit = max(taken) / SIDE
        turn, scale = np.deg2rad(rng.uniform(-TURN, TURN)), 1 + rng.uniform(-SCALE, SCALE)
        matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        moved = round(taken[0] * resized), round(taken[1] * resized)
        shift = rng.uniform(-SHIFT, SHIFT, 2) * unit
        return cls(taken, moved, matrix, shift, Bend.draw(rng), rng.uniform(0, BEND) * unit)

    @classmethod
    def of_length(cls, skin: Mask, length: float, rng: np.random.Generator) -> "Move":
        """Draw a shift with a slight bend by which the skin (H, W) moves so many pixels in the median."""
        angle, bend = rng.uniform(0, 2 * np.pi), Bend.draw(rng)
        way = cls(skin.shape, skin.shape, np.eye(2), np.array([np.cos(angle), np.sin(angle)]), bend, 0.4)
        rows, columns = (values.astype(np.float64) for values in np.nonzero(skin))
        x, y = way.source(columns, rows)
        factor = length / float(np.median(np.hypot(x - columns, y - rows)))
        return cls(skin.shape, skin.shape, np.eye(2), way.shift * factor, bend, way.longest * factor)

    def source(self, x: Values, y: Values) -> tuple[Values, Values]:
        """Return the places in the photo as taken, x and y, of places in the moved one."""
        x, y = self.stretched(x, y)
        height, width = self.taken
        right, down = self.bend.at((x + 0.5) / width, (y + 0.5) / height)
        middle = np.array([(width - 1) / 2, (height - 1) / 2])
        (a, b), (c, d) = self.matrix
        off_x, off_y = x - middle[0], y - middle[1]
        return (
            a * off_x + b * off_y + middle[0] + self.shift[0] + self.longest * right,
            c * off_x + d * off_y + middle[1] + self.shift[1] + self.longest * down,
        )

    def stretched(self, x: Values, y: Values) -> tuple[Values, Values]:
        """Return places of the moved photo as if it were stretched to the size of the one as taken, and no more."""
        return (
            (x + 0.5) * (self.taken[1] / self.moved[1]) - 0.5,
            (y + 0.5) * (self.taken[0] / self.moved[0]) - 0.5,
        )

    def apply(self, uv: Picture) -> Picture:
        """Return the moved UV photo, sampled once."""
        columns, rows = np.meshgrid(*(np.arange(side, dtype=np.float64) for side in self.moved[::-1]))
        x, y = (places.astype(np.float32) for places in self.source(columns, rows))
        shrunk = self.taken[0] / self.moved[0]
        if shrunk > 1:  # as the larger pixels of a smaller photo see it
            uv = np.asarray(cv2.GaussianBlur(uv, (0, 0), 0.5 * np.sqrt(shrunk**2 - 1) + 1e-3), np.float32)
        brought = cv2.remap(uv, x, y, cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(np.clip(brought, 0, 1), np.float32)


@dataclass(frozen=True)
class Exposure:
    """How another exposure sees a UV photo.

    Attributes:
        factor: of linear light.
        gamma: power of the values as they are written.
        full: electrons of a pixel at white: their number's root is the shot noise.
        read: standard deviation of the read noise, of white.

    """

    factor: float
    gamma: float
    full: float
    read: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Exposure":
        """Draw 0.6 to 1.5 times the light, a power of 0.9 to 1.1, and the noise of a middling to a good sensor."""
        factor, gamma = np.exp(rng.uniform(np.log(0.6), np.log(1.5))), rng.uniform(0.9, 1.1)
        return cls(float(factor), float(gamma), float(rng.uniform(2000, 10000)), float(rng.uniform(0.001, 0.004)))

    def apply(self, uv: Picture, rng: np.random.Generator) -> Picture:
        """Return the UV photo (H, W) in [0, 1], in steps of 8 bits as files have them."""
        linear = decode_srgb(uv.astype(np.float64)) * self.factor
        noise = rng.normal(size=uv.shape) * np.sqrt(np.maximum(linear, 0) / self.full + self.read**2)
        seen = encode_srgb(np.clip(linear + noise, 0, 1)) ** self.gamma
        return np.asarray(np.rint(np.clip(seen, 0, 1) * 255) / 255, np.float32)
