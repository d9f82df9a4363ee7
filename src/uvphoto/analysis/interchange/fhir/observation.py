"""One region of an analysis as an Observation of FHIR R5 (https://hl7.org/fhir/R5/observation.html)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fhir.resources.annotation import Annotation
from fhir.resources.codeableconcept import CodeableConcept
from fhir.resources.observation import Observation, ObservationComponent
from fhir.resources.reference import Reference

from uvphoto.analysis.interchange.fhir.codes import (
    CATEGORIES,
    MEASURE_SYSTEM,
    SNOMED,
    absent,
    concept,
    quantity,
    value_range,
)
from uvphoto.analysis.interchange.measures import (
    INTERVALS,
    MEASURES,
    REGION,
    SITES,
    SPOT_RATIO,
    Interval,
    Measure,
    words_of,
)
from uvphoto.analysis.interchange.shared import SharedAnalysis

_REFUSED = absent("error", "Error")  # the photo gives no numbers
_NOTHING_THERE = absent("not-applicable", "Not Applicable")  # such as the diameter of no spots


@dataclass(frozen=True)
class Links:
    """References to the other resources of the bundle.

    Attributes:
        patient: of whom.
        device: by what.
        photo: from which UV photo.

    """

    patient: Reference
    device: Reference
    photo: Reference


def observe(shared: SharedAnalysis, region: str, links: Links) -> Observation:
    """Return the measures of a region.

    A value that an analysis does not tell is there with the reason; so whoever reads it back gets the same again.

    Args:
        shared: the analysis.
        region: a key of its regions.
        links: to the other resources.

    """
    document = shared.document
    measures: Mapping[str, Any] = document["regions"][region]
    reason = _REFUSED if document["is_refused"] and measures["spot_ratio"] is None else _NOTHING_THERE
    components = [_measure(one, measures.get(one.key), reason) for one in MEASURES]
    components += [_interval(one, measures, reason) for one in INTERVALS]
    return Observation(
        id=str(shared.identifier("observation", region)),
        status="preliminary",  # nobody has looked at it yet
        category=[concept(CATEGORIES, "imaging", "Imaging")],
        code=concept(MEASURE_SYSTEM, REGION[0], REGION[1], f"Pigment spots, {words_of(region)}"),
        subject=links.patient,
        effectiveDateTime=shared.subject.visit,  # type: ignore[arg-type]  # a date without a time will do
        bodySite=_site(region),
        method=CodeableConcept(text=f"{document['algorithm']} in: {document['spots_found_in']}"),
        device=links.device,
        derivedFrom=[links.photo],
        component=components,
        note=[Annotation(text=one) for one in shared.notes],
    )


def _measure(measure: Measure, value: float | None, reason: CodeableConcept) -> ObservationComponent:
    code = concept(MEASURE_SYSTEM, measure.code, measure.words)
    if value is None:
        return ObservationComponent(code=code, dataAbsentReason=reason)
    return ObservationComponent(code=code, valueQuantity=quantity(measure.outside(value), measure.unit))


def _interval(interval: Interval, measures: Mapping[str, Any], reason: CodeableConcept) -> ObservationComponent:
    code = concept(MEASURE_SYSTEM, interval.code, interval.words)
    low, high = (measures.get(key) for key in interval.keys)
    if low is None or high is None:
        return ObservationComponent(code=code, dataAbsentReason=reason)
    ends = SPOT_RATIO.outside(low), SPOT_RATIO.outside(high)
    return ObservationComponent(code=code, valueRange=value_range(*ends, SPOT_RATIO.unit))


def _site(region: str) -> CodeableConcept:
    site = SITES.get(region)
    if site is None:
        return CodeableConcept(text=words_of(region))
    return concept(SNOMED, site.snomed, site.meaning, words_of(region))
