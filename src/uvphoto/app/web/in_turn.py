"""Work that takes a good part of a second, one request at a time: threads are left for other pages meanwhile."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

T = TypeVar("T")


async def in_turn(request: Request, work: Callable[[], T]) -> T:
    """Return what work returns, done in a thread when all that was asked for before is done.

    Args:
        request: that wants it; each app has a queue of its own.
        work: to do.

    """
    return await to_thread.run_sync(work, limiter=turn_of(request, "one_at_a_time"))


def turn_of(request: Request, name: str) -> CapacityLimiter:
    """Return what lets one piece of work of a name go on at a time; each app has its own."""
    state = request.app.state
    if not hasattr(state, name):  # nothing awaits in between
        setattr(state, name, CapacityLimiter(1))
    turn: CapacityLimiter = getattr(state, name)
    return turn
