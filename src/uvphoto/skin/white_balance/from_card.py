"""White balance from a card with 24 patches in the photo: gains from its greys, and a matrix from all patches."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from uvphoto.errors import UnusablePhotoError
from uvphoto.simulate.camera.colorimetry import LUMINANCE, decode_srgb
from uvphoto.skin.white_balance.balance import Balance
from uvphoto.skin.white_balance.card_colours import GREYS, reference_colours
from uvphoto.skin.white_balance.card_finding import find_cards, orientations
from uvphoto.skin.white_balance.lab import to_lab
from uvphoto.skin.white_balance.method import Method

Values = NDArray[np.float64]

_CLIPPED = 0.985  # sRGB-encoded
_DARKEST, _BLACK = 0.02, 0.002  # linear: below, the colour of a grey is noise, and that of a patch is cut off
_TOWARDS_GAINS = 3.0  # Delta E that a change of 1 in the matrix counts for, to be kept small
_FARTHEST = 12.0  # Delta E that the patches may be off on average, else it is no card
_FEWEST_GREYS, _FEWEST = 3, 15  # patches that are not clipped


def balance_by_card(colour: NDArray[np.float32]) -> Balance:
    """Return the balance that gives the patches of a ColorChecker Classic in the photo their own colours.

    The grey patches give gains. With them applied, all patches give a matrix by least squares, the rows held to the sum
    1, so that grey stays grey (Finlayson and Drew 1997, J. Electron. Imaging 6:484), and drawn towards one that changes
    nothing. The patches' own luminance does not count: light that falls off over the card, and the tone curve of the
    camera, are not to be mended by a matrix.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.

    Raises:
        UnusablePhotoError: there is no card, or it is too bright to be measured.

    """
    card = find_card(colour)
    if card is None:
        remedy = (
            "Hold a ColorChecker Classic (24 patches) beside the face, whole, flat and in the same light, at least a "
            "tenth of the photo wide and not overexposed; or choose another --white-balance"
        )
        raise UnusablePhotoError("shows no colour card", remedy)
    return card[1]


def find_card(colour: NDArray[np.float32]) -> tuple[Values, Balance] | None:
    """Return the patches (24, 3) of the card in a photo, sRGB-encoded, and the balance by them; None without a card.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.

    """
    found = [(patches, fit_card(patches)) for one in find_cards(colour) for patches in orientations(one)]
    fitting = [(patches, fit) for patches, fit in found if fit is not None and fit.residual <= _FARTHEST]
    return min(fitting, key=lambda card: card[1].residual, default=None)


def fit_card(patches: Values) -> Balance | None:
    """Return the balance for what a photo gives the 24 patches; None where too many are clipped.

    Args:
        patches: (24, 3), sRGB-encoded, in the order of ``reference_colours``.

    """
    measured, reference = decode_srgb(np.asarray(patches, np.float64)), reference_colours()
    is_usable = is_within_range(patches)
    greys = [number for number in GREYS if is_usable[number] and measured[number].max() > _DARKEST]
    if len(greys) < _FEWEST_GREYS or is_usable.sum() < _FEWEST:
        return None
    red, green, blue = (float(gain) for gain in _grey_gains(measured[greys], reference[greys]))
    seen, aim = measured[is_usable] * (red, green, blue), reference[is_usable]
    alone = _with_luminance_of(aim, seen)
    matrix = _fit_matrix(seen, aim)
    residual = _difference(_with_luminance_of(aim, seen @ matrix.T), aim)
    reason = (
        f"Its patches are {_difference(alone, aim):.1f} Delta E off with gains alone, {residual:.1f} with the matrix."
    )
    whole = matrix * (red, green, blue)  # the gains first, then the matrix
    rows = tuple((float(row[0]), float(row[1]), float(row[2])) for row in whole)
    return Balance(Method.CARD, (red, green, blue), (rows[0], rows[1], rows[2]), int(is_usable.sum()), residual, reason)


def is_within_range(patches: Values) -> NDArray[np.bool_]:
    """Return which of the patches (N, 3), sRGB-encoded, are neither clipped nor nearly black."""
    measured = decode_srgb(np.asarray(patches, np.float64))
    return (np.max(patches, axis=1) < _CLIPPED) & (measured.min(axis=1) > _BLACK)


def _grey_gains(measured: Values, reference: Values) -> Values:
    """Return gains (3,) that make greys (N, 3) as their reference is, and no brighter."""
    ratio = reference / measured
    brighter = (reference @ LUMINANCE) / (measured @ LUMINANCE)
    gains: Values = np.exp(np.median(np.log(ratio / brighter[:, None]), axis=0))
    return gains


def _with_luminance_of(aim: Values, seen: Values) -> Values:
    """Scale each of the colours (N, 3) to the luminance of another."""
    scaled: Values = seen * ((aim @ LUMINANCE) / np.maximum(seen @ LUMINANCE, 1e-4))[:, None]
    return scaled


def _difference(one: Values, other: Values) -> float:
    return float(np.linalg.norm(to_lab(one) - to_lab(other), axis=1).mean())


def _fit_matrix(seen: Values, aim: Values) -> Values:
    """Fit a matrix whose rows sum to 1, so that the colours (N, 3) differ least from others of their own luminance."""

    def matrix(free: Values) -> Values:
        rows = free.reshape(3, 2)
        return np.column_stack([rows[:, 0], rows[:, 1], 1 - rows.sum(axis=1)])

    def off(free: Values) -> Values:
        fitted = _with_luminance_of(aim, seen @ matrix(free).T)
        return np.append((to_lab(fitted) - to_lab(aim))[:, 1:].ravel(), _TOWARDS_GAINS * (free - unchanged))

    unchanged = np.eye(3)[:, :2].ravel()
    # The loss keeps a patch with a reflection on it from bending all.
    return matrix(np.asarray(least_squares(off, unchanged, loss="soft_l1", f_scale=3.0).x, np.float64))
