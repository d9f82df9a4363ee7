"""How a person is placed and lit: the fixed stage of a clinic, and whatever a phone meets."""

from dataclasses import dataclass

import numpy as np

from uvphoto.simulate.camera.clinic import ClinicCamera, clinic_cameras
from uvphoto.simulate.face.lighting import Lamp, Lighting
from uvphoto.simulate.face.pose import View
from uvphoto.simulate.series.sitting import Sitting
from uvphoto.simulate.spectra import WAVELENGTHS, Spectrum

CLINIC_FRAME_MM = 240.0  # side of the square that a clinic's photo shows
CLINIC_DISTANCE_MM = 900.0
FACE_WIDTH_MM = 142.0

# Where the flashes of each clinic stand: devices differ in it and keep it.
_CLINIC_LIGHTINGS = (
    Lighting((Lamp(-0.25, -0.75, 1.0, 1.0, 0.25), Lamp(-0.25, 0.75, 1.0, 1.0, 0.25)), ambient=0.30),
    Lighting((Lamp(-0.4, -0.5, 1.0, 1.0, 0.5), Lamp(-0.4, 0.5, 1.0, 1.0, 0.5), Lamp(0.7, 0.0, 1.0, 0.5, 0.5)), 0.4),
    Lighting((Lamp(0.0, 0.0, 1.0, 1.0, 0.35),), ambient=0.35),
    Lighting((Lamp(-0.7, 0.0, 1.0, 1.0, 0.3), Lamp(0.2, -0.9, 0.8, 0.4, 0.3), Lamp(0.2, 0.9, 0.8, 0.4, 0.3)), 0.25),
)


@dataclass(frozen=True)
class Studio:
    """The place in a clinic where photos are taken: always the same."""

    camera: ClinicCamera
    lighting: Lighting
    backdrop: Spectrum  # (L,) reflectance
    size: int  # pixels of a side of its photos

    @property
    def mm_per_pixel(self) -> float:
        """Scale of its photos, on the plane of the pupils."""
        return CLINIC_FRAME_MM / self.size

    def view(self, sitting: Sitting) -> View:
        """Return the square view of its device with the pose of a sitting."""
        return View(
            self.size,
            self.size,
            self.mm_per_pixel,
            CLINIC_DISTANCE_MM,
            yaw=sitting.yaw,
            pitch=sitting.pitch,
            roll=sitting.roll,
        )


def studios(size: int) -> tuple[Studio, ...]:
    """Return the studio of each clinic, with photos ``size`` pixels wide."""
    backdrops = (0.04, 0.35, 0.12, 0.55)
    return tuple(
        Studio(camera, lighting, np.full_like(WAVELENGTHS, grey), size)
        for camera, lighting, grey in zip(clinic_cameras(), _CLINIC_LIGHTINGS, backdrops, strict=True)
    )


def draw_phone_view(rng: np.random.Generator, megapixels: float, finest_mm: float) -> View:
    """Draw how a phone is held before a face: upright, at arm's length or nearer, rarely straight.

    Args:
        rng: of all chance.
        megapixels: of the phone; a picture never has finer pixels than ``finest_mm``.
        finest_mm: mm per pixel.

    """
    width_mm = FACE_WIDTH_MM / rng.uniform(0.42, 0.80)  # what the picture shows on the plane of the face
    width = int(min(np.sqrt(megapixels * 1e6 * 3 / 4), width_mm / finest_mm)) // 8 * 8
    yaw, pitch, roll = np.clip(rng.normal(0.0, [8.0, 7.0, 5.0]), -20.0, 20.0)
    return View(
        width * 4 // 3,
        width,
        width_mm / width,
        distance_mm=float(rng.uniform(280.0, 700.0)),
        yaw=float(yaw),
        pitch=float(pitch),
        roll=float(roll),
        centre_row_mm=float(18.0 + rng.normal(0.0, 12.0)),
        centre_column_mm=float(rng.normal(0.0, 8.0)),
        distortion=float(rng.uniform(-0.02, 0.05)),
    )


def draw_phone_lighting(rng: np.random.Generator) -> Lighting:
    """Draw the light of a room or of the open: one main direction, mostly from above, and a share from all over."""
    side = rng.normal(0.0, 0.8)
    main = Lamp(
        -abs(rng.normal(0.6, 0.4)), float(side), float(rng.uniform(0.5, 1.2)), 1.0, float(rng.uniform(0.15, 0.6))
    )
    fill_in = Lamp(0.0, float(-side), 0.8, float(rng.uniform(0.1, 0.5)), 0.5)
    return Lighting((main, fill_in), ambient=float(rng.uniform(0.25, 0.75)))
