"""People who were photographed more than once: how well their spot ratio repeats itself."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from uvphoto.evaluation.agreement import FEWEST
from uvphoto.evaluation.cases import PhotoRecord, Source
from uvphoto.metrics import Repeatability, repeatability

TRUE = "true_uv"

SAME_VISIT = "several photos of one visit, whatever took them"
_SAME_DOMAIN = "several {domain} photos of one visit"
_VISITS = "{domain} photos of several visits; the skin itself has changed between them"


@dataclass(frozen=True)
class Repeats:
    """The spot ratio in both cheeks of people with repeated photos.

    Attributes:
        what: is repeated.
        by_source: the repeatability of each source, the true UV photo being "true_uv".

    """

    what: str
    by_source: Mapping[str, Repeatability]


def repeats_of(records: Sequence[PhotoRecord]) -> tuple[Repeats, ...]:
    """Return every kind of repeat that FEWEST people or more have."""
    return tuple(repeats for what, groups in _kinds(records) if (repeats := _judge(what, groups)) is not None)


def _kinds(records: Sequence[PhotoRecord]) -> Iterator[tuple[str, list[list[PhotoRecord]]]]:
    """Yield what is repeated and the photos of each person, or of each of their visits."""
    domains = sorted({record.domain for record in records})
    if len(domains) > 1:
        yield SAME_VISIT, _grouped(records, lambda one: (one.person, one.visit, one.view))
    for domain in domains:
        own = [record for record in records if record.domain == domain]
        yield _SAME_DOMAIN.format(domain=domain), _grouped(own, lambda one: (one.person, one.visit, one.view))
    for domain in domains:
        own = [record for record in records if record.domain == domain]
        yield _VISITS.format(domain=domain), [_one_a_visit(group) for group in _grouped(own, _setting)]


def _setting(record: PhotoRecord) -> tuple[str, str, str]:
    return record.person, record.view, record.device


def _one_a_visit(records: Sequence[PhotoRecord]) -> list[PhotoRecord]:
    return list({record.visit: record for record in records}.values())


def _judge(what: str, groups: list[list[PhotoRecord]]) -> Repeats | None:
    """Judge one group a person, the first; those without cheeks to measure do not count."""
    first: dict[str, list[PhotoRecord]] = {}
    for group in groups:
        seen = [one for one in group if math.isfinite(one.true_ratio("cheeks"))]
        if len(seen) > 1:
            first.setdefault(seen[0].person, seen)
    if len(first) < FEWEST:
        return None

    def of(measure: Callable[[PhotoRecord], float]) -> Repeatability:
        return repeatability([[measure(one) for one in group] for group in first.values()])

    sources = {source.value: of(partial(_found, source)) for source in Source}
    return Repeats(what, {TRUE: of(lambda one: one.true_ratio("cheeks")), **sources})


def _found(source: Source, record: PhotoRecord) -> float:
    return record.found_ratio(source, "cheeks")


def _grouped(records: Sequence[PhotoRecord], key: Callable[[PhotoRecord], object]) -> list[list[PhotoRecord]]:
    groups: defaultdict[object, list[PhotoRecord]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return list(groups.values())
