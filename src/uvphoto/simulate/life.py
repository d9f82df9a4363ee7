"""One simulated person over time: what they look like, what befalls their skin, and how they come to each visit."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.face.anatomy import FaceShape, draw_shape
from uvphoto.simulate.face.band_table import BandTable
from uvphoto.simulate.face.canvas import Canvas, Image, bell, texture
from uvphoto.simulate.face.films import draw_films
from uvphoto.simulate.face.fine_relief import draw_surface
from uvphoto.simulate.face.head import Head, draw_head
from uvphoto.simulate.face.lighting import Surface
from uvphoto.simulate.face.mark_drawing import MarkMaps, draw_marks
from uvphoto.simulate.face.people import Person, Population, SkinType, draw_person
from uvphoto.simulate.face.render import Subject
from uvphoto.simulate.face.skin_maps import SkinTexture, draw_texture, skin_maps
from uvphoto.simulate.series.course import Course, MarkState, marks_on, visit_days
from uvphoto.simulate.series.dose_history import DoseHistory
from uvphoto.simulate.series.sitting import Sitting, draw_sitting
from uvphoto.simulate.series.tan import TanResponse, tan
from uvphoto.simulate.streams import stream
from uvphoto.simulate.years import draw_course, draw_doses

FITZPATRICK = {
    SkinType.VERY_LIGHT: 1,
    SkinType.LIGHT: 2,
    SkinType.EAST_ASIAN: 3,
    SkinType.MEDIUM: 4,
    SkinType.BROWN: 5,
    SkinType.DARK: 6,
}
LAST_VISITS = 60  # days of the dose table beyond the last visit


@dataclass(frozen=True)
class Life:
    """A person, their face, and all that happens to it.

    The same for a seed and a number, whatever the resolution and however often they come.
    """

    seed: int
    number: int
    person: Person
    shape: FaceShape
    canvas: Canvas
    first_visit: date
    days: NDArray[np.float64]  # (V,) of the visits, days since the first
    history: DoseHistory
    course: Course

    @cached_property
    def head(self) -> Head:
        """The head on the canvas."""
        return draw_head(self.stream("head"), self.person, self.shape, self.canvas)

    @cached_property
    def surface(self) -> Surface:
        """The relief on the canvas."""
        return draw_surface(self.stream("surface"), self.person, self.shape, self.canvas)

    @cached_property
    def skin_texture(self) -> SkinTexture:
        """The face's own variation of melanin and blood."""
        return draw_texture(self.stream("texture"), self.person, self.shape, self.canvas)

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number, from 1, of each mark that the person ever has in the visits, by the mark's identity.

        Marks are numbered as they come, so that a further visit leaves the numbers of those before it.
        """
        ever = sorted(marks_on(self.course, float(self.days[-1])), key=lambda state: state.born_day or 0.0)
        return {state.mark.seed: number for number, state in enumerate(ever, start=1)}

    def stream(self, *names: int | str) -> np.random.Generator:
        """Return one of the person's own random streams."""
        return stream(self.seed, "person", self.number, *names)


@dataclass(frozen=True)
class Visit:
    """A person on the day of a visit."""

    index: int
    day: float
    date: date
    sitting: Sitting
    tan: float  # melanin against the constitutive one
    marks: dict[int, MarkState]  # on the skin, by their number
    added: MarkMaps  # what they add
    subject: Subject


def draw_life(
    seed: int, number: int, mm_per_pixel: float, *, visits: int = 1, population: Population = Population.GLOBAL
) -> Life:
    """Draw a person and their years.

    Args:
        seed: of the whole simulation.
        number: of the person, from 0.
        mm_per_pixel: of the canvas.
        visits: how often they come.
        population: the mix that they are drawn from.

    """
    rng = stream(seed, "person", number, "life")
    person = draw_person(rng, population)
    shape = draw_shape(rng, person)
    first = date(2021, 1, 1) + timedelta(days=int(rng.integers(1000)))
    days = visit_days(visits, stream(seed, "person", number, "days"))
    doses = stream(seed, "person", number, "doses")
    history = draw_doses(doses, person, first, int(days[-1]) + LAST_VISITS)
    course = draw_course(rng, person, shape, history)
    return Life(seed, number, person, shape, Canvas(mm_per_pixel), first, days, history, course)


def visit(life: Life, index: int) -> Visit:
    """Put together what a person looks like at a visit."""
    day = float(life.days[index])
    rng = life.stream("visit", index)
    sitting = draw_sitting(rng, oiliness=float(np.clip(life.person.oiliness, 0.05, 0.95)))
    response = TanResponse.of_skin_type(FITZPATRICK[life.person.skin_type])
    tanned = float(tan(life.history, response, day))
    present = {life.numbers[state.mark.seed]: state for state in marks_on(life.course, day) if state.is_present}
    added = draw_marks({number: state.mark for number, state in present.items()}, life.canvas)
    maps = skin_maps(life.person, life.skin_texture, added, tan=tanned, blood=sitting.blood)
    saturation = float(np.clip(np.asarray(life.person.skin.saturation) + sitting.saturation, 0.3, 0.95))
    table = BandTable.of(life.person.skin.changed(saturation=saturation))
    films = draw_films(life.stream("films", index), life.person, life.canvas)
    subject = Subject(life.head, maps, table, life.surface, _oil(life, index, sitting), films)
    when = life.first_visit + timedelta(days=int(day))
    return Visit(index, day, when, sitting, tanned, present, added, subject)


def _oil(life: Life, index: int, sitting: Sitting) -> Image:
    """Return how oily each place is, 0-1, with drops of sweat."""
    canvas = life.canvas
    zone = 0.35 + 0.65 * np.maximum(bell(canvas, 20.0, 0.0, 30.0, 24.0), bell(canvas, -42.0, 0.0, 18.0, 40.0))
    oil = np.float32(sitting.oil) * zone
    if sitting.sweat > 0:
        drops = np.clip(texture(life.stream("sweat", index), canvas, 1.3) - 1.4, 0.0, 1.0)
        oil = oil + np.float32(1.5 * sitting.sweat) * drops
    return np.minimum(oil, 1.0).astype(np.float32)
