"""How often somebody may try to log in."""

from fastapi import Request
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_OF_NAME_AND_ADDRESS = RateLimitItemPerMinute(5)
_OF_NAME = RateLimitItemPerHour(30)
_OF_ADDRESS = RateLimitItemPerMinute(20)


TOO_OFTEN = "That was tried too often: wait a minute, and try again."


def address_of(request: Request) -> str:
    """Return the address that a request comes from; empty where the server was not told."""
    return request.client.host if request.client is not None else ""


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
