"""What a forecast says of one quantity over time: its mean and the intervals around it."""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray
from scipy.special import expit

from uvphoto.metrics.samples import normal_quantile

Values = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.95)  # of the intervals that are shown
_POINTS = 24  # of the Gauss-Hermite rule for the mean of a share


@dataclass(frozen=True, eq=False)
class GaussianFan:
    """Normal distributions over time.

    Attributes:
        days: (F,) since the first visit.
        mean: (F,).
        sd: (F,), 0 or more.

    """

    days: Values
    mean: Values
    sd: Values

    @property
    def median(self) -> Values:
        """The mean itself."""
        return self.mean

    def interval(self, level: float) -> tuple[Values, Values]:
        """Return the ends (F,) between which the quantity lies with a probability, as often below as above.

        Raises:
            ValueError: the level does not lie between 0 and 1.

        """
        half = normal_quantile(level) * self.sd
        return self.mean - half, self.mean + half


@dataclass(frozen=True, eq=False)
class ShareFan:
    """Shares, 0 to 1, whose logits are normal.

    Attributes:
        logit: their distribution.

    """

    logit: GaussianFan

    @property
    def days(self) -> Values:
        """(F,) since the first visit."""
        return self.logit.days

    @property
    def median(self) -> Values:
        """(F,) below which the share lies as often as above."""
        return np.asarray(expit(self.logit.mean))

    @property
    def mean(self) -> Values:
        """(F,) expected shares, by a Gauss-Hermite rule."""
        points, weights = hermegauss(_POINTS)
        shares = expit(self.logit.mean[:, None] + self.logit.sd[:, None] * points)
        return np.asarray(shares @ weights / weights.sum())

    def interval(self, level: float) -> tuple[Values, Values]:
        """Return the ends (F,), as `GaussianFan.interval` has them.

        Raises:
            ValueError: the level does not lie between 0 and 1.

        """
        low, high = self.logit.interval(level)
        return np.asarray(expit(low)), np.asarray(expit(high))


Fan = GaussianFan | ShareFan
