import numpy as np

from uvphoto.simulate.series.cohort_misspecified import misspecified_course
from uvphoto.simulate.series.cohort_plan import Plan
from uvphoto.simulate.series.dose_history import DoseHistory
from uvphoto.simulate.series.treatments import Laser


def test_a_face_may_have_no_spot_at_all() -> None:
    """Eighteen years and hardly any sun: about one face in three has none, and a laser then does nothing."""
    dose = DoseHistory(-10, np.full(60, 0.01), 0.01)
    plan = Plan(18.0, 5, np.array([0.0, 20.0, 40.0]), ("clinic",) * 3, dose, dose)
    bare = 0
    for seed in range(30):
        course = misspecified_course(plan, Laser(10.0), seed, np.random.default_rng(seed))
        assert np.isfinite(course.spots).all()
        assert np.isfinite(course.melanin).all()
        bare += not np.ptp(course.spots, axis=0).any()
    assert bare > 3
