"""A plain face to draw on: even skin, no marks, seen at 1 mm a pixel."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from uvphoto.simulate.face.anatomy import FaceShape, draw_shape
from uvphoto.simulate.face.band_table import BandTable
from uvphoto.simulate.face.canvas import Canvas
from uvphoto.simulate.face.films import Film
from uvphoto.simulate.face.fine_relief import draw_surface
from uvphoto.simulate.face.head import draw_head
from uvphoto.simulate.face.mark_drawing import draw_marks
from uvphoto.simulate.face.people import Person, Sex, SkinType, draw_person, draw_skin
from uvphoto.simulate.face.render import Subject
from uvphoto.simulate.face.skin_maps import SkinTexture, skin_maps
from uvphoto.simulate.marks import Mark


@pytest.fixture(scope="session")
def canvas() -> Canvas:
    return Canvas(1.0)


@pytest.fixture(scope="session")
def person() -> Person:
    drawn = draw_person(np.random.default_rng(3))
    skin = draw_skin(np.random.default_rng(3), SkinType.EAST_ASIAN)
    looks = {"beard": 0.0, "long_hair": False, "glasses": False, "sun_history": 0.4, "age": 40.0}
    return replace(drawn, sex=Sex.FEMALE, skin_type=SkinType.EAST_ASIAN, skin=skin, **looks)


@pytest.fixture(scope="session")
def shape(person: Person) -> FaceShape:
    return draw_shape(np.random.default_rng(3), person)


@pytest.fixture(scope="session")
def skin_table(person: Person) -> BandTable:
    return BandTable.of(person.skin)


MakeSubject = Callable[..., Subject]


@pytest.fixture(scope="session")
def make_subject(canvas: Canvas, person: Person, shape: FaceShape, skin_table: BandTable) -> MakeSubject:
    """Return what puts a subject with given marks, films and looks together."""

    def make(*marks: Mark, films: tuple[Film, ...] = (), tan: float = 1.0, **looks: object) -> Subject:
        one = replace(person, **looks)
        even = SkinTexture(np.ones(canvas.shape, np.float32), np.ones(canvas.shape, np.float32))
        added = draw_marks(dict(enumerate(marks, start=1)), canvas)
        head = draw_head(np.random.default_rng(8), one, shape, canvas)
        surface = draw_surface(np.random.default_rng(9), one, shape, canvas)
        oil = np.full(canvas.shape, 0.5, dtype=np.float32)
        return Subject(head, skin_maps(one, even, added, tan=tan), skin_table, surface, oil, films)

    return make
