"""How a head is turned, told from the points of its face."""

from typing import NamedTuple

import numpy as np

from uvphoto.skin.landmarks import CHIN, FOREHEAD_TOP, Landmarks

# The person's right and left of a pair: corners of the eyes and of the mouth, sides of the face from temple to jaw.
_PAIRS = ((33, 263), (133, 362), (61, 291), (127, 356), (234, 454), (93, 323), (132, 361), (58, 288), (172, 397))

# Found with simulated heads turned by known angles, and the network of MediaPipe:
SHALLOW = 0.78  # of the true depth is what it sees
NEUTRAL_PITCH = 9.0  # degrees by which the line from forehead to chin falls back in a face that looks straight ahead


class HeadPose(NamedTuple):
    """Turns of a head in degrees, all 0 where it looks straight into the camera."""

    yaw: float  # positive turns the face to its own left, to the right of the picture
    pitch: float  # positive looks down
    roll: float  # positive leans clockwise in the picture


def estimate_pose(landmarks: Landmarks) -> HeadPose:
    """Estimate how a head is turned.

    The rotation is that of two axes of the face: across, the mean of nine pairs of points; down, from forehead to chin.
    Its angles are such that the head turns by the yaw first, then by the pitch, then by the roll, about the axes of the
    picture.
    """
    points = landmarks.points.astype(np.float64) * [1, 1, -1 / SHALLOW]  # row, column, towards the viewer
    right, left = np.array(_PAIRS).T
    across = (points[left] - points[right]).mean(0)
    across /= np.linalg.norm(across)
    down = points[CHIN] - points[FOREHEAD_TOP]
    down -= (down @ across) * across
    down /= np.linalg.norm(down)
    forward = np.cross(down, across)
    yaw = np.arctan2(-across[2], forward[2])
    pitch = np.arcsin(np.clip(-down[2], -1, 1))
    roll = np.arctan2(-down[1], down[0])
    yaw, pitch, roll = (float(angle) for angle in np.degrees([yaw, pitch, roll]))
    return HeadPose(yaw, pitch - NEUTRAL_PITCH, roll)
