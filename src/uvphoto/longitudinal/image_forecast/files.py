"""An image forecast as files, each of which says that it is one."""

from pathlib import Path

import numpy as np

from uvphoto.longitudinal.image_forecast.outcome import MARK
from uvphoto.longitudinal.image_forecast.person import PersonImage
from uvphoto.longitudinal.image_forecast.pictures import draw_poster
from uvphoto.picture import Synthetic, write_colour, write_map, write_uv


def write_image(folder: Path, image: PersonImage, person: str) -> list[str]:
    """Write the expected UV photo, its maps, and a sheet of all of them; return the names of the files.

    The maps are linear 16-bit PNG files: the standard deviation of what each place absorbs (log10 of light) and the
    probability of lying in a spot (0 to 1).

    Args:
        folder: that is there.
        image: of a person.
        person: the pseudonym.

    Raises:
        PictureError: the place takes no file.

    """
    expected = image.expected
    said = f"{MARK}. {expected.statement}"
    names = [f"forecast_{what}.png" for what in ("uv", "sd", "probability", "pictures")]
    uv, sd, probability, pictures = (folder / name for name in names)
    write_uv(uv, expected.uv, bit_depth=16, synthetic=Synthetic.CONVERTED, description=said)  # faint spots ask for it
    write_map(sd, expected.sd, full_scale=max(float(expected.sd.max()), 1e-3))
    write_map(probability, expected.probability, full_scale=1.0)
    poster = draw_poster(image, f"Forecast of the UV photo of {person}").astype(np.float32) / 255
    write_colour(pictures, poster, synthetic=Synthetic.COMPOSITE, description=said)
    return names
