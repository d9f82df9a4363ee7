"""How often somebody may try to log in."""

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_OF_NAME_AND_ADDRESS = RateLimitItemPerMinute(5)
_OF_NAME = RateLimitItemPerHour(30)
_OF_ADDRESS = RateLimitItemPerMinute(20)


class LoginRates:
    """Counts attempts, by the name that is tried and the address that tries."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def allows(self, name: str, address: str) -> bool:
        """Count an attempt; tell whether it may be made."""
        is_allowed = [
            self._limiter.hit(_OF_ADDRESS, "address", address),
            self._limiter.hit(_OF_NAME_AND_ADDRESS, "both", name, address),
            self._limiter.hit(_OF_NAME, "name", name),
        ]
        return all(is_allowed)
