"""Sensors of five measured cameras of five makers, which no drawn sensor and no phone of the usual family is.

Troscianko and Stevens 2015, Methods Ecol. Evol. 6:1320 (CC BY), who measured each camera with its lens, so that the
edges of its own filters are in the curves. Phones have smaller pixels behind filters of the same kinds of dye.
"""

import numpy as np

from uvphoto.simulate.camera.sensors import ColourSensor
from uvphoto.simulate.spectra import on_grid

# Percent of the greatest value at 400, 410 ... 700 nm of the red, then green, then blue pixels.
_CANON_600D = """
0.1 0.5 2.9 1.5 0.8 0.7 0.9 1.9 4.9 8.1 12.3 19.1 23.6 22.9 28.3 36.1
44.8 54.5 74.8 94.1 88.1 68.0 77.9 80.7 65.6 53.6 44.0 24.9 7.9 1.4 0.4
0.0 0.3 3.5 4.1 6.0 7.5 9.5 21.2 44.2 56.8 69.5 78.6 87.6 86.6 87.0 78.7
75.9 64.7 49.0 40.6 27.0 13.2 6.7 5.1 3.4 2.5 2.0 1.3 0.6 0.2 0.1
0.4 4.7 49.5 68.9 76.9 84.9 88.9 85.3 92.2 85.2 69.9 52.0 38.6 28.0 23.9 18.3
15.0 11.4 8.9 7.2 4.9 2.8 1.2 1.3 1.2 1.3 1.3 0.9 0.3 0.1 0.1
"""
_NIKON_D80 = """
0.2 0.3 1.0 1.7 1.6 1.4 1.3 1.5 1.7 1.8 2.1 3.1 5.2 6.2 4.4 3.5
6.1 16.6 54.1 94.1 98.0 90.7 77.1 63.9 52.5 42.3 32.0 20.5 8.7 2.2 0.0
0.2 0.3 1.2 2.6 3.8 5.2 8.1 13.7 18.7 23.1 34.4 51.3 68.9 80.4 81.7 74.7
65.1 52.3 40.1 28.0 15.1 8.1 4.6 3.2 2.6 2.2 2.0 1.7 1.2 0.8 0.0
1.0 3.6 23.5 53.7 71.1 83.9 90.3 93.0 86.8 68.8 48.8 29.4 14.8 6.6 3.4 2.0
1.4 1.0 0.9 1.1 1.0 1.0 1.0 1.1 1.2 1.3 1.3 1.1 1.0 0.9 0.0
"""
_OLYMPUS_E_PL5 = """
4.9 6.8 7.1 6.5 6.3 5.6 5.2 6.3 7.5 7.0 7.6 10.1 14.5 16.5 11.5 8.0
7.9 12.0 55.5 95.8 96.7 91.8 81.0 69.5 57.9 46.4 26.1 9.4 2.9 1.1 0.5
2.5 4.5 6.7 9.0 10.8 15.1 18.7 27.9 35.6 38.4 46.0 57.2 63.1 65.5 64.3 62.3
57.5 49.0 42.9 35.1 25.8 17.0 10.4 7.2 5.2 3.7 2.1 1.0 0.5 0.2 0.2
5.3 28.8 43.1 56.0 69.4 80.5 81.7 86.4 81.6 69.3 54.0 38.8 24.7 17.0 12.4 8.4
5.1 3.3 2.8 2.3 1.8 1.4 1.3 1.3 1.4 1.5 1.2 0.6 0.2 0.1 0.1
"""
_SAMSUNG_NX1000 = """
0.1 0.2 1.2 1.9 1.5 1.2 1.1 1.5 2.0 2.4 3.0 3.9 5.6 6.6 5.7 5.5
7.2 11.1 38.4 80.7 96.6 99.6 97.2 93.8 90.6 91.5 86.8 64.4 28.1 4.5 0.0
0.0 0.2 1.1 2.3 3.5 4.7 7.5 17.2 32.5 43.7 54.5 65.4 74.3 81.8 84.4 85.0
77.9 66.5 59.9 51.5 35.2 22.4 14.0 10.1 8.4 7.9 8.5 8.4 4.6 0.8 0.0
1.3 6.7 36.5 73.1 84.2 91.2 92.2 92.6 92.9 82.8 68.2 51.9 37.2 27.7 21.4 16.1
10.5 7.2 6.0 4.8 3.2 2.1 1.7 2.1 3.0 4.9 6.5 5.5 1.7 0.0 0.0
"""
_SONY_A7 = """
0.9 3.0 5.2 5.4 5.3 5.2 5.3 6.3 7.1 7.0 7.6 10.3 15.3 17.4 12.9 8.3
7.2 15.2 57.2 97.0 95.3 80.6 64.3 49.3 38.0 29.1 21.2 14.0 7.8 2.5 0.0
1.0 2.6 5.2 7.2 9.6 12.5 17.2 24.4 30.4 34.1 42.1 54.0 64.1 67.9 67.0 61.8
53.3 43.8 34.5 24.7 15.6 9.1 5.6 3.8 2.9 2.2 1.7 1.4 1.0 0.6 0.0
3.0 15.2 33.7 45.8 57.5 69.0 76.5 78.6 75.3 65.4 51.5 37.3 25.1 17.1 12.2 8.2
5.0 3.3 2.7 2.3 2.0 2.0 2.2 2.3 2.1 1.8 1.6 1.4 1.0 0.7 0.0
"""
_CAMERAS = {
    "Canon 600D": _CANON_600D,
    "Nikon D80": _NIKON_D80,
    "Olympus E-PL5": _OLYMPUS_E_PL5,
    "Samsung NX1000": _SAMSUNG_NX1000,
    "Sony A7": _SONY_A7,
}


def measured_sensors() -> tuple[ColourSensor, ...]:
    """Return the five sensors, by their makers' names; they see nothing below 390 nm and beyond 710 nm."""
    return tuple(_sensor(name, table) for name, table in _CAMERAS.items())


def _sensor(name: str, percent: str) -> ColourSensor:
    channels = np.array(percent.split(), dtype=np.float64).reshape(3, -1)
    dark = np.pad(channels, ((0, 0), (1, 1)))  # at 390 and 710 nm
    return ColourSensor(name, on_grid(np.arange(390, 711, 10), dark.T / 100))
