"""Heavy requests wait for each other, and nobody else for them."""

import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import anyio
import pytest
from anyio import to_thread

from uvphoto.app.web.in_turn import in_turn


def run(work: Callable[[], Awaitable[object]]) -> object:
    """Run in a thread of its own: in this one the loop of a browser may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, work).result()


def test_one_is_done_at_a_time_and_other_threads_stay_free() -> None:
    request = SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace()))
    at_once, most, done, gate = 0, 0, [], threading.Event()

    def work(number: int) -> int:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        gate.wait(30)
        at_once -= 1
        return number

    async def ask(number: int) -> None:
        done.append(await in_turn(request, lambda: work(number)))

    async def all_of_them() -> None:
        async with anyio.create_task_group() as group:
            for number in range(60):  # more than there are threads for other pages
                group.start_soon(ask, number)
            await anyio.wait_all_tasks_blocked()
            await to_thread.run_sync(gate.set)  # another page, while all of them wait

    run(all_of_them)
    assert sorted(done) == list(range(60))
    assert most == 1


def test_what_goes_wrong_is_told_and_the_next_one_has_its_turn() -> None:
    request = SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace()))

    async def both() -> int:
        with pytest.raises(ZeroDivisionError):
            await in_turn(request, lambda: 1 // 0)
        return await in_turn(request, lambda: 2)

    assert run(both) == 2
