"""Which light a camera's pixels see: two measured phone sensors, a family of drawn ones, silicon behind a UV filter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.spectra import WAVELENGTHS, Spectrum, on_grid

# Quantum efficiency in percent at 400, 410 ... 700 nm of the red, then green, then blue pixels; bare sensors.
# Digitised by K. Hufkens from the data sheets of Sony (IMX219) and OmniVision (OV5647), which give relative values.
_IMX219 = """
9.9 7.8 5.7 4.3 3.6 3.1 3.1 3.9 5.0 5.5 6.3 8.6 12.1 13.3 11.4 10.6
11.3 14.4 51.0 93.5 96.1 89.1 84.1 80.8 76.4 71.9 66.7 60.9 55.2 50.9 49.3
7.7 6.1 4.6 4.5 5.6 6.2 8.6 23.6 60.6 84.6 93.4 97.5 99.5 97.5 92.9 88.0
82.9 74.5 65.8 56.3 43.0 30.7 22.6 18.1 15.3 13.7 13.4 14.7 17.1 20.0 22.7
48.8 56.9 61.9 69.7 74.7 81.3 83.0 81.2 72.0 59.8 47.1 34.6 23.8 18.4 14.6 11.4
9.2 8.5 8.4 8.1 7.1 6.0 5.6 5.5 5.9 6.7 7.6 8.4 9.1 9.7 10.7
"""
_OV5647 = """
15.7 11.0 7.7 5.6 4.6 3.5 2.9 3.3 4.0 3.8 4.2 4.1 8.3 11.4 10.0 7.7
6.9 7.3 17.3 67.8 82.0 81.9 77.8 72.9 63.4 67.4 58.0 61.0 52.0 52.4 51.8
5.5 5.1 5.1 5.8 7.3 7.9 10.0 17.2 25.9 27.3 37.0 35.5 80.9 94.4 100.0 96.2
82.2 73.0 63.2 50.3 36.8 23.2 15.1 12.0 10.1 9.8 9.0 11.2 12.7 17.7 21.2
56.8 67.6 72.8 82.0 92.9 95.6 96.5 95.7 93.8 75.3 57.5 53.9 29.1 21.8 18.4 13.8
10.3 8.6 7.6 7.0 5.7 4.4 3.7 3.6 3.7 4.8 5.2 6.7 6.8 7.9 9.2
"""


@dataclass(frozen=True, eq=False)
class ColourSensor:
    """What the red, green and blue pixels of a camera see through its filters."""

    name: str
    sensitivities: NDArray[np.float64]  # (L, 3): red, green, blue; relative, at least 0

    def __post_init__(self) -> None:
        if self.sensitivities.shape != (WAVELENGTHS.size, 3):
            raise ValueError(f"sensitivities are ({WAVELENGTHS.size}, 3), not {self.sensitivities.shape}")
        if self.sensitivities.min() < 0 or not self.sensitivities.any(axis=0).all():
            raise ValueError(f"sensitivities of {self.name} are below 0, or a channel sees nothing")


def pass_band(lower: float, upper: float, lower_width: float = 5.0, upper_width: float = 6.0) -> Spectrum:
    """Filter against ultraviolet and infrared in front of a colour sensor.

    Args:
        lower: nm of half transmission at the ultraviolet edge.
        upper: nm of half transmission at the infrared edge.
        lower_width: steepness of the ultraviolet edge: nm from 50 % to 73 %.
        upper_width: the same of the infrared edge.

    Returns:
        (L,) transmission in [0, 1].

    """
    rise = 1 / (1 + np.exp((lower - WAVELENGTHS) / lower_width))
    fall = 1 / (1 + np.exp((WAVELENGTHS - upper) / upper_width))
    band: Spectrum = rise * fall
    return band


def imx219() -> ColourSensor:
    """Sony IMX219 (8 MP, about 2014) behind a usual phone filter, 410-655 nm."""
    return ColourSensor("IMX219", _measured(_IMX219) * pass_band(410, 655)[:, None])


def ov5647() -> ColourSensor:
    """OmniVision OV5647 (5 MP, about 2010) behind a usual phone filter, 410-655 nm."""
    return ColourSensor("OV5647", _measured(_OV5647) * pass_band(410, 655)[:, None])


def _measured(percent: str) -> Spectrum:
    tabulated = np.arange(400, 701, 10)
    channels = np.array(percent.split(), dtype=np.float64).reshape(3, -1)
    return on_grid(tabulated, channels.T / 100)


def draw_sensor(rng: np.random.Generator, name: str = "drawn") -> ColourSensor:
    """Draw a sensor from a family that spans measured phone and single-lens reflex cameras.

    Each channel is a bell of two unlike flanks (a dye's), with cross-talk between neighbouring pixels, a grey leak
    through the dyes, and a drawn ultraviolet and infrared edge. What the two measured phone sensors and
    28 measured cameras (Troscianko and Stevens 2015, Methods Ecol. Evol. 6:1320) record of smooth reflectances lies
    within 0.025 of the family's range.

    Args:
        rng: source of randomness.
        name: of the sensor.

    """
    draw = rng.uniform
    red = _flanks(draw(588, 620), draw(10, 26), draw(22, 100))
    green = _flanks(draw(520, 545), draw(24, 42), draw(34, 58))
    blue = _flanks(draw(445, 472), draw(15, 60), draw(16, 38))
    dyes = np.stack([red, green, blue], axis=-1) + draw(0.0, 0.08, 3)  # (L, 3)
    near, far = draw(0.0, 0.25) * draw(0.2, 1.0, 4), draw(0.0, 0.05, 2)
    crosstalk = np.array([[1, near[0], far[0]], [near[1], 1, near[2]], [far[1], near[3], 1]])
    edges = pass_band(draw(400, 422), draw(630, 685), draw(3, 8), draw(4, 11))
    level = np.array([draw(0.6, 1.0), 1.0, draw(0.6, 1.0)])
    sensitivities = dyes @ crosstalk * edges[:, None]
    return ColourSensor(name, level * sensitivities / sensitivities.max(axis=0))


def _flanks(peak: float, left: float, right: float) -> Spectrum:
    """Bell with a standard deviation of its own on either side, nm."""
    bell: Spectrum = np.exp(-0.5 * ((WAVELENGTHS - peak) / np.where(peak > WAVELENGTHS, left, right)) ** 2)
    return bell


def uv_sensitivity(filter_centre: float = 360.0, filter_width: float = 50.0, glass_edge: float = 350.0) -> Spectrum:
    """Sensitivity of a silicon sensor behind a UV-pass filter and a lens.

    The filter is flat-topped, exp(-ln 2 |2 (λ - centre) / width|^4), as UV-pass filters are; the rise of the silicon
    and of the lens glass together is a smooth step at ``glass_edge``. For each of the measured UV channels of 11
    converted cameras (Troscianko and Stevens 2015, Methods Ecol. Evol. 6:1320) there are values that give it.

    Args:
        filter_centre: nm, 345-385.
        filter_width: full width at half maximum, nm.
        glass_edge: nm at which lens and silicon together reach half of their response at 400 nm; 320-340 for quartz
            lenses, 350-370 for glass.

    Returns:
        (L,) with a greatest value of 1; 0 in the visible.

    Raises:
        ValueError: a filter outside the ultraviolet.

    """
    if not 345 <= filter_centre <= 385 or not 5 <= filter_width <= 80:
        raise ValueError(f"a UV-pass filter is at 345-385 nm and 5-80 nm wide, not {filter_centre} and {filter_width}")
    transmission = np.exp(-np.log(2) * np.abs(2 * (WAVELENGTHS - filter_centre) / filter_width) ** 4)
    response = transmission / (1 + np.exp((glass_edge - WAVELENGTHS) / 8))
    scaled: Spectrum = response / response.max()
    return scaled
