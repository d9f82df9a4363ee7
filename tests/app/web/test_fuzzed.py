"""Requests made up from the description of the routes, in it and beside it: none is answered with a fault."""

from types import ModuleType
from typing import TYPE_CHECKING

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.errors import SchemathesisError

if TYPE_CHECKING:
    from conftest import Browser

ADDRESS = "http://127.0.0.1:8765"
LEAST_OPERATIONS = 20


class Fuzzer:
    """Sends what it is given to an app, in place of somebody who is allowed everything."""

    def __init__(self, browser: "Browser", photo: bytes, works: ModuleType) -> None:
        self.browser = browser
        self.photo = photo
        self.works = works
        self.sent = 0
        self.real: dict[str, str] = {}

    def refill(self) -> None:
        """See that there is a person with a photo that has a result: what was made up may have deleted it."""
        browser, stores = self.browser, self.browser.core.stores
        person = self.real.get("person", "")
        if not any(one.id == person for one in stores.people.all()) or not stores.photos.of(person):
            person = browser.add_person()
            browser.add_photo(person, self.photo)
            browser.work_off(self.works)
        self.real = {
            "person": person,
            "photo": stores.photos.of(person)[0].id,
            "visit": stores.visits.of(person)[0].id,
            "job": stores.jobs.of(person)[-1].id,
            "purpose": "face",
        }

    def send(self, case: schemathesis.Case, takes_real: bool, brings_word: bool) -> None:
        """Send a request; with ids that exist, and with the word of the session, where asked."""
        if takes_real:
            case.path_parameters = {name: self.real.get(name, "x") for name in case.path_parameters or {}}
        request = requests.Request(**case.as_transport_kwargs(base_url=ADDRESS)).prepare()
        headers = {name: value for name, value in request.headers.items() if name.lower() != "cookie"}
        if brings_word:
            self.browser.get("/")
            headers["x-csrf-token"] = self.browser.csrf
        body = request.body.encode() if isinstance(request.body, str) else request.body
        answer = self.browser.client.request(
            request.method, request.url, headers=headers, content=body, follow_redirects=False
        )
        self.sent += 1
        assert answer.status_code < 500, (request.method, request.url, headers, body, answer.text)


def fuzz(fuzzer: Fuzzer, examples: int) -> int:
    """Send that many requests of each kind to each route; return the number of routes."""
    described = schemathesis.openapi.from_dict(fuzzer.browser.client.app.openapi())
    operations = [found.ok() for found in described.get_all_operations()]
    rules = settings(
        max_examples=examples, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            fuzzer.refill()
            cases = operation.as_strategy(generation_mode=mode)
            try:
                rules(given(cases, st.booleans(), st.booleans())(fuzzer.send))()
            except (Unsatisfiable, SchemathesisError):
                assert mode is GenerationMode.NEGATIVE, operation.label  # nothing of it can be wrong
    return len(operations)


@pytest.fixture
def fuzzer(browser: "Browser", photo: bytes, works: ModuleType) -> Fuzzer:
    return Fuzzer(browser, photo, works)


@pytest.mark.filterwarnings("ignore:::schemathesis", "ignore::DeprecationWarning")
def test_no_made_up_request_is_answered_with_a_fault(fuzzer: Fuzzer) -> None:
    assert fuzz(fuzzer, 6) >= LEAST_OPERATIONS
    assert fuzzer.sent > 6 * LEAST_OPERATIONS


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:::schemathesis", "ignore::DeprecationWarning")
def test_none_of_ten_thousand_is_either(fuzzer: Fuzzer) -> None:
    while fuzzer.sent < 10_000:
        fuzz(fuzzer, 150)
