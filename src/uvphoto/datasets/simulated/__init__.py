"""The simulated data set: people out of the simulator, written as a data set with its truth."""

from uvphoto.datasets.simulated.settings import SimulationSettings
from uvphoto.datasets.simulated.write import read_settings, write_simulated

__all__ = ["SimulationSettings", "read_settings", "write_simulated"]
