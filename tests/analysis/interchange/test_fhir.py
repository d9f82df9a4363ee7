"""Bundles of FHIR, read by a library that knows the standard from elsewhere: HL7's own table of the elements of R5."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.bundle import Bundle
from fhirpathpy import evaluate
from fhirpathpy.models import models
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.analysis.interchange.fhir.bundle import make_bundle, write_bundle
from uvphoto.analysis.interchange.measures import INTERVALS, MEASURES, SPOT_RATIO
from uvphoto.analysis.interchange.shared import SharedAnalysis, Subject
from uvphoto.errors import FileError

R5 = models["r5"]
Make = Callable[..., SharedAnalysis]


def read(shared: SharedAnalysis) -> dict[str, Any]:
    return json.loads(make_bundle(shared).model_dump_json(), parse_float=Decimal)


def find(bundle: dict[str, Any], path: str) -> list[Any]:
    return evaluate(bundle, path, [], R5)


def observation(bundle: dict[str, Any], words: str) -> dict[str, Any]:
    found = find(bundle, f"Bundle.entry.resource.ofType(Observation).where(code.text = 'Pigment spots, {words}')")
    assert len(found) == 1
    return found[0]


def paths(value: dict[str, Any], owner: str) -> Iterator[str]:
    """Yield the path of every element, or that it is unknown to R5."""
    for name, inner in value.items():
        path = f"{owner}.{name}"
        kind = R5["path2Type"].get(path)
        if kind is None and any(known.startswith(f"{path}.") for known in R5["path2Type"]):
            kind = path  # a part without a type of its own
        if name != "resourceType":
            yield path if kind else f"unknown: {path}"
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict) and kind:
                yield from paths(one, one.get("resourceType", kind))


def test_every_element_is_one_of_r5(make: Make) -> None:
    found = list(paths(read(make()), "Bundle"))
    assert len(found) > 200
    assert [path for path in found if path.startswith("unknown")] == []
    assert {"Observation.component", "Observation.derivedFrom", "Device.version", "CodeSystem.concept"} <= set(found)
    odd = {"entry": [{"resource": {"resourceType": "Observation", "colour": 1}}]}
    assert "unknown: Observation.colour" in paths(odd, "Bundle")


@pytest.mark.parametrize(
    "rule",
    [  # of the standard, by their names there
        "Bundle.entry.resource.ofType(Observation).all(dataAbsentReason.empty() or value.empty())",  # obs-6
        "Bundle.entry.resource.ofType(Observation).component.all(value.exists() xor dataAbsentReason.exists())",
        "Bundle.entry.all(fullUrl = 'urn:uuid:' + resource.id)",
        "Bundle.entry.fullUrl.isDistinct()",  # bdl-7
        "Bundle.entry.resource.ofType(CodeSystem).concept.code.isDistinct()",  # csd-1
        "Bundle.entry.resource.ofType(Observation).note.text.where(contains('no diagnosis')).exists()",
        "Bundle.entry.resource.ofType(Observation).component.value.ofType(Quantity).all(system = UCUM)",
    ],
)
def test_rules_hold(make: Make, rule: str) -> None:
    rule = rule.replace("UCUM", "'http://unitsofmeasure.org'")
    assert find(read(make()), rule) == [True]


def test_what_is_referred_to_is_there(make: Make) -> None:
    bundle = read(make())
    for name, kind in (("subject", "Patient"), ("device", "Device"), ("derivedFrom", "DocumentReference")):
        referred = find(bundle, f"Bundle.entry.resource.ofType(Observation).{name}.reference")
        assert set(referred) == {f"urn:uuid:{one}" for one in find(bundle, f"Bundle.entry.resource.ofType({kind}).id")}
    used = find(bundle, "Bundle.entry.resource.ofType(Observation).descendants().ofType(Coding)")
    ours = find(bundle, "Bundle.entry.resource.ofType(CodeSystem)")[0]
    told = {one["code"] for one in used if one["system"] == ours["url"]}
    assert told == {one["code"] for one in ours["concept"]}


def test_it_tells_what_it_has_to(make: Make) -> None:
    bundle = read(make())
    cheek = observation(bundle, "left cheek")
    assert cheek["effectiveDateTime"] == "2026-01-31"
    assert cheek["status"] == "preliminary"
    assert cheek["bodySite"]["coding"][0]["code"] == "36141000"
    assert find(cheek, "component.where(code.coding.code = 'spot-ratio').value.value") == [Decimal("7.42444")]
    assert find(cheek, "component.where(code.coding.code = 'spot-count').value.value") == [72]
    high = find(cheek, "component.where(code.coding.code = 'spot-ratio-90').value.high")[0]
    assert (high["value"], high["code"]) == (Decimal("12.1444"), "%")
    assert [one["text"] for one in cheek["note"]][-1] == "It is noisy."
    chin = observation(bundle, "chin")
    absent = find(chin, "component.where(code.coding.code = 'spot-diameter-50').dataAbsentReason.coding.code")
    assert absent == ["not-applicable"]
    versions = find(bundle, "Bundle.entry.resource.ofType(Device).version.value")
    assert versions == ["uvphoto 1.2", "uvphoto-spots 1", f"w, SHA-256 {'ab' * 32}"]
    assert find(bundle, "Bundle.entry.resource.ofType(Patient).identifier.value") == ["p0001"]


def test_a_refused_photo_gives_reasons_in_place_of_numbers(make: Make) -> None:
    measures = dict.fromkeys([one.key for one in MEASURES]) | {"skin_mm2": 3.5}
    refused = observation(read(make(is_refused=True, regions={"nose": measures})), "nose")
    reasons = find(refused, "component.dataAbsentReason.coding.code")
    assert reasons == ["error"] * (len(MEASURES) - 1 + len(INTERVALS))
    assert "The photo is one of those that should be refused." in [one["text"] for one in refused["note"]]


def test_names_stay_behind_and_the_uv_photo_is_known_by_its_check_sum(make: Make) -> None:
    shared = make()
    (shared.folder / "Jane Doe_uv.png").write_bytes(b"a picture")
    bundle = make_bundle(shared).model_dump_json()
    assert "Jane" not in bundle
    assert "Doe" not in bundle
    photo = find(json.loads(bundle), "Bundle.entry.resource.ofType(DocumentReference).content.attachment")[0]
    assert base64.b64decode(photo["hash"]) == hashlib.sha1(b"a picture").digest()  # noqa: S324 - FHIR's own choice
    assert (photo["size"], photo["contentType"]) == (9, "image/png")


def test_the_same_again_gives_the_same_bytes_and_another_subject_other_identifiers(make: Make) -> None:
    one, again = make(), make()
    path = one.folder.parent / "new" / "bundle.json"
    write_bundle(path, one)
    first = path.read_bytes()
    write_bundle(path, again)
    assert path.read_bytes() == first
    assert [file.name for file in path.parent.iterdir()] == ["bundle.json"]

    def ids(shared: SharedAnalysis) -> dict[str, str]:
        return {entry["resource"]["resourceType"]: entry["resource"]["id"] for entry in read(shared)["entry"]}

    later = ids(make(Subject("p0001", "https://clinic.example/study-7", date(2027, 1, 31))))
    mine = ids(one)
    assert later["Patient"] == mine["Patient"]
    assert later["Observation"] != mine["Observation"]
    elsewhere = ids(make(Subject("p0001", "https://other.example", date(2026, 1, 31))))
    assert elsewhere["Patient"] != mine["Patient"]
    unnamed = [ids(make(Subject("p0001"), made_by=f"uvphoto {version}"))["Patient"] for version in (1, 2)]
    assert unnamed[0] != unnamed[1]  # nobody says that they are the same person


def test_a_document_that_fhir_cannot_hold_is_told(make: Make) -> None:
    shared = make(algorithm="")
    with pytest.raises(FileError, match="cannot be told as FHIR"):
        write_bundle(shared.folder / "out.json", shared)
    assert [file.name for file in shared.folder.iterdir()] == ["analysis.json"]


VALUES = st.one_of(st.none(), st.floats(0, 1e6).map(lambda value: float(f"{value:.6g}")))


@given(values=st.tuples(*[VALUES] * len(MEASURES)), ends=st.tuples(VALUES, VALUES))
def test_values_come_back_to_the_last_digit(
    tmp_path_factory: pytest.TempPathFactory, values: tuple[float | None, ...], ends: tuple[float | None, float | None]
) -> None:
    written = {one.key: value for one, value in zip(MEASURES, values, strict=True)}
    written |= dict(zip(INTERVALS[0].keys, ends, strict=True))
    document = {"algorithm": "a", "spots_found_in": "b", "is_refused": False, "findings": [], "weights": None,
                "made_by": "uvphoto", "photo": "", "regions": {"elsewhere": written}}  # fmt: skip
    shared = SharedAnalysis(tmp_path_factory.getbasetemp(), document, "", Subject("p"))
    bundle = Bundle.model_validate_json(make_bundle(shared).model_dump_json())
    observed = bundle.entry[-1].resource
    parts = {one.code.coding[0].code: one for one in observed.component}
    for one in MEASURES:
        found = parts[one.code].valueQuantity
        assert (None if found is None else one.inside(found.value)) == written[one.key]
    found = parts[INTERVALS[0].code].valueRange
    got = (None, None) if found is None else tuple(SPOT_RATIO.inside(end.value) for end in (found.low, found.high))
    assert got == (ends if None not in ends else (None, None))
