"""The figures of a test set as one page to read."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from uvphoto import __version__
from uvphoto.conversion.converter import Converter
from uvphoto.datasets.manifest import DataSet
from uvphoto.evaluation.cases import PhotoRecord, Source
from uvphoto.evaluation.figures import DomainFigures, Figures, first_of_each
from uvphoto.evaluation.plots import bland_altman_plot, scatter
from uvphoto.evaluation.repeats import TRUE
from uvphoto.evaluation.showcase import Case, CasePictures
from uvphoto.pages.render import inline_svg, picture_source, render
from uvphoto.skin.regions import AREAS
from uvphoto.skin.white_balance.method import Method
from uvphoto.spots.detect import ALGORITHM

SOURCE_NAMES = {
    Source.SYNTHETIC.value: "synthetic UV photo",
    Source.COLOUR.value: "colour photo, pigment axis",
    Source.BLUE.value: "blue channel as UV photo",
    TRUE: "true UV photo",
}
_WIDE = 0.1  # of the interval of r


@dataclass(frozen=True)
class About:
    """What was judged, and on what.

    Attributes:
        weights: name of the converter's weights.
        sha256: of their file.
        data: name of the test set.
        data_made: how its photos came about.
        split: that was judged.
        white_balance: by what the colours were balanced.
        detector: name and version.
        uvphoto: version.

    """

    weights: str
    sha256: str
    data: str
    data_made: str
    split: str
    white_balance: str = Method.NONE.value
    detector: str = ALGORITHM
    uvphoto: str = __version__

    @classmethod
    def of(cls, dataset: DataSet, converter: Converter, split: str, white_balance: Method) -> "About":
        """Return what is said of an evaluation."""
        made = dataset.description
        return cls(converter.info.name, converter.sha256, made.name, made.made, split, white_balance.value)

    def as_json(self) -> dict[str, object]:
        """Return it as plain values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def page(
    about: About, figures: Figures, records: Sequence[PhotoRecord], cases: Sequence[tuple[Case, CasePictures]]
) -> str:
    """Return the page, in which everything is that it shows."""
    values = {
        "about": about,
        "figures": figures,
        "warnings": warnings_of(figures),
        "areas": AREAS,
        "names": SOURCE_NAMES,
        "sources": list(Source),
        "plots": {domain: _plots([one for one in records if one.domain == domain]) for domain in figures.domains},
        "cases": {
            domain: [_shown(case, drawn) for case, drawn in cases if case.record.domain == domain]
            for domain in figures.domains
        },
        **_FORMATS,
    }
    return render("evaluation.html", values, package="uvphoto.evaluation")


def warnings_of(figures: Figures) -> list[str]:
    """Return what a reader has to know before any figure."""
    found = []
    if figures.are_simulated:
        found.append("All photos are simulated: no figure here speaks for the clinic.")
    for domain, of_domain in figures.domains.items():
        found += [f"{_sentence(domain)} photos: {words}" for words in _few(of_domain)]
    return found


def _few(figures: DomainFigures) -> list[str]:
    cheeks = figures.areas[Source.SYNTHETIC]["cheeks"].agreement
    if cheeks is None:
        few = "1 person is" if figures.people == 1 else f"{figures.people} people are"
        return [f"{few} too few to say how well spot ratios agree."]
    if cheeks.r.high - cheeks.r.low > _WIDE or math.isnan(cheeks.r.r):
        return [
            f"{cheeks.people} people are few. The correlation may as well be {cheeks.r.low:.2f} as {cheeks.r.high:.2f}."
        ]
    return []


def _plots(records: Sequence[PhotoRecord]) -> list[tuple[Markup, Markup]]:
    first = first_of_each(records)
    true = [one.true_ratio("cheeks") for one in first]
    drawn = []
    for source in (Source.SYNTHETIC, Source.COLOUR):
        found = [one.found_ratio(source, "cheeks") for one in first]
        name = _sentence(SOURCE_NAMES[source])
        drawn.append((inline_svg(scatter(true, found, name)), inline_svg(bland_altman_plot(true, found, name))))
    return drawn


def _shown(case: Case, drawn: CasePictures) -> Mapping[str, object]:
    record = case.record
    spots = record.findings[Source.SYNTHETIC].areas["cheeks"].spots
    simulated = record.is_simulated
    return {
        "why": case.why,
        "record": record,
        "finding": record.findings[Source.SYNTHETIC],
        "true": record.true_ratio("cheeks"),
        "found": record.found_ratio(Source.SYNTHETIC, "cheeks"),
        "spots": spots,
        "pictures": [
            ("Colour photo", picture_source(drawn.colour, is_synthetic=simulated)),
            ("Synthetic UV photo, spots found in it", picture_source(drawn.synthetic, is_synthetic=True)),
            ("True UV photo, spots found in it", picture_source(drawn.true, is_synthetic=simulated)),
        ],
    }


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _number(value: float, digits: int = 2) -> str:
    return "–" if not math.isfinite(value) else f"{value:.{digits}f}"


def _percent(share: float, digits: int = 2) -> str:
    return _number(100 * share, digits)


def _interval(estimate: Sequence[float], digits: int = 2, factor: float = 1) -> Markup:
    """Return an estimate (value, low, high) with its interval in small print."""
    value, low, high = (_number(factor * one, digits) for one in estimate)
    return Markup('{} <small class="quiet">({} to {})</small>').format(value, low, high)


_FORMATS = {"sentence": _sentence, "number": _number, "percent": _percent, "interval": _interval}
