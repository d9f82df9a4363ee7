"""DICOM objects judged and read by programs that share no code with what wrote them: dicom3tools and DCMTK."""

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import highdicom
import numpy as np
import pydicom
import pytest
from PIL import Image

from uvphoto.analysis.interchange.dicom.study import write_study
from uvphoto.analysis.interchange.shared import SharedAnalysis, Subject

Make = Callable[..., SharedAnalysis]
KNOWN = (  # what dciodvfy of 2022 says of what it cannot know, or of what is allowed
    r"\(0008,001c\)",  # Synthetic Data is younger
    r"Unrecognized defined term = <99UVPHOTO>",  # our own codes
    r"CodingSchemeUID.*Unrecognized defined term = <2\.25\.",
    r"Warning - </PixelSpacingCalibration\w+\(.*is not present in standard DICOM IOD",  # says that the scale is assumed
)


def run(program: str, *arguments: object) -> str:
    """Return what a program says, or skip where it is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"no {program} on this machine; .ci/dicom installs it")
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture
def study(draw: Make, photo: Path, tmp_path: Path) -> Path:
    write_study(tmp_path / "study", draw(), photo.parent)
    return tmp_path / "study"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("colour", "VLPhotographicImage"),
        ("uv", "VLPhotographicImage"),
        ("spots", "Segmentation"),
        ("measures", "EnhancedSR"),
    ],
)
def test_objects_are_as_the_standard_has_them(study: Path, name: str, kind: str) -> None:
    told = run("dciodvfy", "-new", study / f"{name}.dcm").splitlines()
    assert [line for line in told if not any(re.search(known, line) for known in KNOWN)] == [kind]
    broken = study / "broken.dcm"  # it does find fault
    broken.write_bytes((study / f"{name}.dcm").read_bytes().replace(b"ISO_IR 192", b"ISO_IR 999"))
    assert "ISO_IR 999" in run("dciodvfy", "-new", broken)


def test_odd_texts_do_no_harm(draw: Make, tmp_path: Path) -> None:
    odd = "one\\two\nthree " + 30 * "long "
    changed = dict.fromkeys(("algorithm", "made_by", "scale_from", "skin_mask_from"), odd)
    subject = Subject("p" * 64, f"https://clinic.example/{'s' * 200}", date(2026, 1, 31))
    write_study(tmp_path / "study", draw(subject, **changed, weights={"name": odd, "sha256": "ab" * 32}))
    for path in (tmp_path / "study").iterdir():
        told = run("dciodvfy", "-new", path).splitlines()
        assert len([line for line in told if not any(re.search(known, line) for known in KNOWN)]) == 1
    assert "one/two three long" in pydicom.dcmread(tmp_path / "study" / "uv.dcm").SoftwareVersions[0]


def test_pixels_are_the_same_to_another_reader(study: Path, photo: Path) -> None:
    out = study / "out.png"
    run("dcmj2pnm", "--write-png", study / "colour.dcm", out)
    assert np.array_equal(np.asarray(Image.open(out)), np.asarray(Image.open(photo)))
    run("dcmj2pnm", "--write-png", study / "uv.dcm", out)
    uv = Image.open(photo.parent.parent / "Jane Doe" / "Jane Doe_uv.png")
    assert np.array_equal(np.asarray(Image.open(out)), np.asarray(uv))


def test_highdicom_reads_what_it_built(study: Path) -> None:
    """It does so by classes of its own, which refuse more than pydicom."""
    segmentation = highdicom.seg.segread(study / "spots.dcm")
    source = pydicom.dcmread(study / "uv.dcm").SOPInstanceUID
    spots = segmentation.get_pixels_by_source_instance([source], segment_numbers=[1])[0, ..., 0]
    assert np.array_equal(spots, segmentation.pixel_array[0])
    assert spots.any()
    groups = highdicom.sr.srread(study / "measures.dcm").content.get_planar_roi_measurement_groups()
    assert [one.get_measurements()[0].value for one in groups] == [7.42444, 0]


def test_the_report_is_the_same_to_another_reader(study: Path) -> None:
    told = run("dsrdump", "--print-all-codes", "--print-long-values", study / "measures.dcm")
    assert told.startswith("Enhanced SR Document")
    numbers = re.findall(r'NUM:\(([\w-]+),99UVPHOTO,"[^"]+"\)="([\d.]+)"', told)
    assert ("spot-ratio", "7.42444") in numbers
    assert ("spot-ratio-90-hi", "12.1444") in numbers
    assert ("spot-absorbance", "0.00872821") in numbers
    assert 'TEXT:(121106,DCM,"Comment")="It is noisy."' in told
