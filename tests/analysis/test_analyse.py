"""The whole way from a photo to measures, against its parts and the truth of a simulated face."""

from dataclasses import replace

import numpy as np
import pytest

from uvphoto.analysis.analyse import Given, Source, Tools, analyse
from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.scale import ScaleSource
from uvphoto.conversion.settings import RunSettings, Runtime
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.errors import UnusablePhotoError
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.parsing import SkinParsing
from uvphoto.skin.white_balance.balance import UNBALANCED, apply
from uvphoto.skin.white_balance.method import Method
from uvphoto.spots.detect import detect_spots, detect_spots_in_colour

NOBODY = np.full((200, 200, 3), 0.5, np.float32)


class NoParser:
    """A parser that must not be asked."""

    def parse(self, _colour: np.ndarray, _finding: FaceFinding) -> SkinParsing:
        """Fail."""
        raise AssertionError("it was asked although the user gave a mask")


@pytest.fixture(scope="module")
def tools() -> Tools:
    """Return the bundled converter, one thread."""
    return Tools(load_converter(WeightsStore.of_user().find(), RunSettings(Runtime.ONNXRUNTIME, threads=1)))


def given(photo: ClinicPhoto) -> Given:
    return Given(mm_per_pixel=photo.view.mm_per_pixel, skin=photo.skin_mask, regions=photo.regions)


def test_a_photo_alone_is_enough(clinic_face: ClinicPhoto, tools: Tools) -> None:
    found = analyse(clinic_face.colour, tools)
    face, truth = found.face, clinic_face.skin_mask
    assert found.source is Source.SYNTHETIC
    assert face.scale.source is ScaleSource.PUPILS
    assert np.count_nonzero(face.skin & truth) > 0.8 * np.count_nonzero(face.skin | truth)
    np.testing.assert_array_equal(
        found.uv, convert(clinic_face.colour, tools.converter, mm_per_pixel=face.scale.mm_per_pixel)
    )
    assert set(found.measures) == {"forehead", "left_cheek", "right_cheek", "nose", "chin", "cheeks", "face"}
    assert len(found.spots) == found.detection.labels.max() == found.measures["face"].count
    assert not (found.detection.mask & ~face.skin).any()
    assert found.has_numbers


def test_what_the_user_knows_beats_what_would_be_found(clinic_face: ClinicPhoto, tools: Tools) -> None:
    found = analyse(clinic_face.colour, replace(tools, parser=NoParser()), given(clinic_face))
    assert found.face.skin_source == "supplied by the user"
    np.testing.assert_array_equal(found.face.skin, clinic_face.skin_mask)
    np.testing.assert_array_equal(found.face.regions, np.where(clinic_face.skin_mask, clinic_face.regions, 0))
    assert found.face.scale.source is ScaleSource.GIVEN


def test_a_uv_photo_that_was_taken_is_measured_itself(clinic_face: ClinicPhoto, tools: Tools) -> None:
    found = analyse(clinic_face.colour, tools, replace(given(clinic_face), uv=clinic_face.uv))
    alone = detect_spots(clinic_face.uv, clinic_face.skin_mask, clinic_face.view.mm_per_pixel)
    assert found.source is Source.TAKEN
    np.testing.assert_array_equal(found.detection.labels, alone.labels)
    assert found.trust.intervals == {}
    assert "synthetic UV photos only" in found.trust.no_intervals_because


def test_spots_can_be_sought_in_the_colour_photo(clinic_face: ClinicPhoto, tools: Tools) -> None:
    found = analyse(clinic_face.colour, tools, given(clinic_face), in_colour=True)
    alone = detect_spots_in_colour(clinic_face.colour, clinic_face.skin_mask, clinic_face.view.mm_per_pixel)
    assert found.source is Source.COLOUR
    np.testing.assert_array_equal(found.detection.labels, alone.labels)


def test_colours_are_balanced_before_all_but_the_quality(clinic_face: ClinicPhoto, tools: Tools) -> None:
    known = replace(given(clinic_face), uv=clinic_face.uv)
    tinted = np.clip(clinic_face.colour * np.array([0.85, 1.0, 0.95], np.float32), 0, 1)
    plain = analyse(tinted, tools, known, in_colour=True, anyway=True)
    found = analyse(tinted, replace(tools, white_balance=Method.SKIN), known, in_colour=True, anyway=True)
    assert plain.balance is UNBALANCED
    assert found.balance.method is Method.SKIN
    assert found.trust.quality == plain.trust.quality
    balanced = apply(found.balance, tinted)
    alone = detect_spots_in_colour(balanced, clinic_face.skin_mask, clinic_face.view.mm_per_pixel)
    np.testing.assert_array_equal(found.detection.labels, alone.labels)
    with pytest.raises(UnusablePhotoError, match="no colour card"):
        analyse(tinted, replace(tools, white_balance=Method.CARD), known)


def test_a_photo_without_a_face_is_turned_down_with_words(tools: Tools) -> None:
    with pytest.raises(UnusablePhotoError, match=r"shows no face.*Take a photo from the front"):
        analyse(NOBODY, tools)
    with pytest.raises(UnusablePhotoError, match="no bare skin"):
        analyse(NOBODY, tools, Given(mm_per_pixel=1.0, skin=np.zeros((200, 200), bool)))
    with pytest.raises(ValueError, match="one size"):
        analyse(NOBODY, tools, Given(mm_per_pixel=1.0, skin=np.ones((20, 20), bool)))


def test_a_refused_photo_gives_numbers_only_to_who_insists(clinic_face: ClinicPhoto, tools: Tools) -> None:
    black = (clinic_face.colour * 0.02).astype(np.float32)
    refused = analyse(black, tools, given(clinic_face))
    assert refused.trust.is_refused
    assert not refused.has_numbers
    assert analyse(black, tools, given(clinic_face), anyway=True).has_numbers


def test_without_its_calibration_there_are_no_intervals(clinic_face: ClinicPhoto, tools: Tools) -> None:
    steps: list[tuple[int, int]] = []
    found = analyse(clinic_face.colour, tools, given(clinic_face), progress=lambda *step: steps.append(step))
    assert "uvphoto calibrate" in found.trust.no_intervals_because
    once = convert(clinic_face.colour, tools.converter, mm_per_pixel=found.face.scale.mm_per_pixel)
    np.testing.assert_array_equal(found.uv, once)
    counted: list[tuple[int, int]] = []
    convert(clinic_face.colour, tools.converter, mm_per_pixel=found.face.scale.mm_per_pixel,
            progress=lambda *step: counted.append(step))  # fmt: skip
    assert steps == counted  # so it was converted no second time
