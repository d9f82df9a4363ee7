"""Codes of FHIR, and what the own ones mean."""

from decimal import Decimal

from fhir.resources.codeableconcept import CodeableConcept
from fhir.resources.codesystem import CodeSystem, CodeSystemConcept
from fhir.resources.coding import Coding
from fhir.resources.quantity import Quantity
from fhir.resources.range import Range

from uvphoto import __version__
from uvphoto.analysis.interchange.measures import INTERVALS, MEASURES, REGION
from uvphoto.analysis.interchange.shared import NAMESPACE

MEASURE_SYSTEM = f"urn:uuid:{NAMESPACE}"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT_REASONS = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def concept(system: str, code: str, display: str, text: str | None = None) -> CodeableConcept:
    """Return a code with its words."""
    return CodeableConcept(coding=[Coding(system=system, code=code, display=display)], text=text)


def absent(code: str, display: str) -> CodeableConcept:
    """Return the reason why there is no value."""
    return concept(ABSENT_REASONS, code, display)


def quantity(value: Decimal, unit: str) -> Quantity:
    """Return a value with a unit of UCUM."""
    shown = unit.strip("{}") if unit.startswith("{") else unit
    return Quantity(value=value, unit=shown, system=UCUM, code=unit)


def value_range(low: Decimal, high: Decimal, unit: str) -> Range:
    """Return the ends of an interval."""
    return Range(low=quantity(low, unit), high=quantity(high, unit))


def code_system(identifier: str) -> CodeSystem:
    """Return what the own codes mean, so that a bundle explains itself."""
    concepts = [
        REGION,
        *((one.code, one.words, one.definition) for one in MEASURES),
        *((one.code, one.words, one.definition) for one in INTERVALS),
    ]
    return CodeSystem(
        id=identifier,
        url=MEASURE_SYSTEM,
        version=__version__,
        name="UvphotoMeasures",
        title="Measures of pigment spots by uvphoto",
        status="active",
        content="complete",
        count=len(concepts),
        concept=[CodeSystemConcept(code=code, display=words, definition=told) for code, words, told in concepts],
    )
