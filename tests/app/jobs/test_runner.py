"""Jobs that go well, go wrong, are not wanted any more, or lose what they are about."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from uvphoto.app.core import Core
from uvphoto.app.jobs.desk import Desk
from uvphoto.app.jobs.queue import JobQueue
from uvphoto.app.jobs.runner import MOST_ATTEMPTS, run_next
from uvphoto.app.store.jobs import Job, State
from uvphoto.app.store.tables import Job as JobRow
from uvphoto.errors import PictureError, UnusablePhotoError

if TYPE_CHECKING:
    from conftest import Browser


@pytest.fixture
def core(browser: "Browser") -> Core:
    return browser.core


@pytest.fixture
def asked(browser: "Browser", photo: bytes) -> Job:
    """Return the job of a photo that waits."""
    person = browser.add_person()
    browser.add_photo(person, photo)
    return browser.core.stores.jobs.of(person)[0]


def run(core: Core, work: Callable[[Desk], Mapping[str, bytes]]) -> bool:
    return run_next(core.stores, core.queue, {"analyse": work})


def state(core: Core, job: Job) -> Job:
    return core.stores.jobs.get(job.person, job.id)


def test_results_take_the_place_of_earlier_ones(core: Core, asked: Job) -> None:
    results = core.stores.results
    assert run(core, lambda _: {"document": b"1", "face": b"f"})
    assert results.file(asked.person, asked.photo, "document") == b"1"
    again = core.stores.jobs.add(asked.person, "analyse", "", photo=asked.photo)
    core.queue.put(again)
    assert run(core, lambda _: {"document": b"2"})
    assert results.file(asked.person, asked.photo, "document") == b"2"
    assert len(core.stores.vault.names()) == 3  # the photo, the document, the face
    assert not run(core, lambda _: {})


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (UnusablePhotoError("There is no face", "Show one"), "There is no face. Show one."),
        (PictureError("/nowhere/x", "is damaged", "Copy it again"), "The photo is damaged. Copy it again."),
        (ZeroDivisionError("secret"), "Something went wrong that should not; the log of the server says what."),
    ],
)
def test_a_failure_is_told_without_paths(core: Core, asked: Job, error: Exception, told: str) -> None:
    def fail(_: Desk) -> dict[str, bytes]:
        raise error

    assert run(core, fail)
    after = state(core, asked)
    assert (after.state, after.problem) == (State.FAILED, told)
    assert core.queue.ids() == []


def test_a_job_that_is_cancelled_stops_at_its_next_step(core: Core, asked: Job) -> None:
    steps: list[int] = []

    def work(desk: Desk) -> dict[str, bytes]:
        for step in range(3):
            desk.advance(3, 3)
            steps.append(step)
            core.stores.jobs.cancel(asked.person, asked.id, "")
        return {"document": b""}

    assert run(core, work)
    assert steps == [0]
    assert state(core, asked).state is State.CANCELLED
    assert len(core.stores.vault.names()) == 1


def test_a_job_that_was_cancelled_while_it_waited_is_not_begun(core: Core, asked: Job) -> None:
    core.stores.jobs.cancel(asked.person, asked.id, "")
    assert run(core, lambda _: pytest.fail("it was begun"))
    assert state(core, asked).state is State.CANCELLED


@pytest.mark.parametrize("what", ["person", "photo"])
def test_what_is_deleted_meanwhile_leaves_nothing(core: Core, asked: Job, what: str) -> None:
    def work(_: Desk) -> dict[str, bytes]:
        if what == "person":
            core.stores.people.delete(asked.person, "")
        else:
            core.stores.photos.delete(asked.person, asked.photo or "", "")
        return {"document": b"1"}

    assert run(core, work)
    assert core.stores.vault.names() == set()
    assert core.queue.ids() == []


def test_progress_is_kept(core: Core, asked: Job) -> None:
    seen: list[tuple[int, int]] = []

    def work(desk: Desk) -> dict[str, bytes]:
        desk.advance(2, 5)
        now = state(core, asked)
        seen.append((now.done, now.of))
        return {}

    assert run(core, work)
    assert seen == [(2, 5)]


def test_what_breaks_off_whoever_does_it_is_given_up(core: Core, asked: Job) -> None:
    with core.stores.database.writing() as session:
        session.query(JobRow).filter_by(id=asked.id).one().attempts = MOST_ATTEMPTS
    assert run(core, lambda _: pytest.fail("it was begun again"))
    assert state(core, asked).state is State.FAILED


def test_the_queue_keeps_its_order_and_brings_back_what_was_under_way(browser: "Browser") -> None:
    queue = browser.core.queue
    for name in "abc":
        queue.put(name)
    first = queue.take(0)
    assert first is not None
    assert first[1] == "a"
    assert queue.ids() == ["a", "b", "c"]
    folder = browser.core.settings.data
    resumed = JobQueue(folder, resumes=True)
    assert [resumed.take(0)[1] for _ in "abc"] == ["a", "b", "c"]
    assert resumed.take(0) is None
    resumed.close()


def test_a_job_that_never_came_into_the_queue_does_at_the_next_start(
    browser: "Browser", photo: bytes, works: ModuleType, open_browser: Callable[..., "Browser"]
) -> None:
    person = browser.add_person()
    browser.add_photo(person, photo)
    (job,) = browser.core.stores.jobs.of(person)
    number, _ = browser.core.queue.take(0)
    browser.core.queue.end(number)  # as if the server had been killed before it put the job there
    again = open_browser(browser.core.settings)
    assert again.core.queue.ids() == [job.id]
    again.work_off(works)
    assert state(again.core, job).state is State.DONE
