import pytest

from uvphoto.longitudinal.forecast.fit import fit, settings_for
from uvphoto.longitudinal.forecast.history import PersonHistory, history_of
from uvphoto.longitudinal.forecast.settings import FitSettings
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.simulate.series.cohort import CohortSettings, simulate_cohort
from uvphoto.simulate.series.cohort_plan import REGIONS


@pytest.fixture(scope="session")
def cohort() -> list[PersonHistory]:
    """Return people to learn from."""
    return [history_of(member) for member in simulate_cohort(CohortSettings(100, 21, most_visits=12))]


@pytest.fixture(scope="session")
def model(cohort: list[PersonHistory]) -> SkinModel:
    """Return a model fitted to them, quickly."""
    return fit(cohort, settings_for(cohort, REGIONS, "clinic"), FitSettings(epochs=15, batch=25))
