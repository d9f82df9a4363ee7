"""What a page warns of."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from uvphoto.evaluation.cases import PhotoRecord
from uvphoto.evaluation.figures import figures_of
from uvphoto.evaluation.page import warnings_of

Make = Callable[..., PhotoRecord]


def people(make_record: Make, count: int, spread: float) -> list[PhotoRecord]:
    """Return records whose found ratios stray by that much."""
    rng = np.random.default_rng(0)
    ratios = rng.uniform(0.01, 0.2, count)
    return [make_record(f"p{n}", ratio, abs(ratio + spread * rng.normal())) for n, ratio in enumerate(ratios)]


def test_few_people_are_called_that(make_record: Make) -> None:
    few = warnings_of(figures_of(people(make_record, 4, 0.01)))
    assert "4 people are too few to say how well spot ratios agree" in few[1]
    figures = figures_of(people(make_record, 12, 0.05))
    r = figures.domains["clinic"].areas["synthetic_uv"]["cheeks"].agreement.r
    assert f"Clinic photos: 12 people are few. The correlation may as well be {r.low:.2f} as {r.high:.2f}." in (
        warnings_of(figures)
    )


def test_many_real_people_need_no_warning(make_record: Make) -> None:
    records = people(make_record, 200, 0.005)
    assert warnings_of(figures_of(records)) == ["All photos are simulated: no figure here speaks for the clinic."]
    real = [replace(record, is_simulated=False) for record in records]
    assert warnings_of(figures_of(real)) == []
