"""The mark of synthetic pictures against the standards' names."""

from xml.etree import ElementTree as ET

import pytest

from uvphoto.picture.synthetic import Synthetic, build_packet, describe, is_marked

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"


@pytest.mark.parametrize("how", Synthetic)
def test_the_packet_is_the_property_of_the_standard(how: Synthetic) -> None:
    packet = build_packet(how).decode("utf-8")
    root = ET.fromstring(packet)  # noqa: S314 - our own text
    property_ = root.find(f"{_RDF}RDF/{_RDF}Description")
    assert property_ is not None
    assert property_.attrib[f"{_IPTC}DigitalSourceType"] == f"http://cv.iptc.org/newscodes/digitalsourcetype/{how}"
    assert is_marked(build_packet(how))


def test_a_photo_is_not_marked() -> None:
    camera = build_packet(Synthetic.SIMULATED).replace(b"algorithmicMedia", b"digitalCapture")
    assert not is_marked(camera)
    assert not is_marked(None)
    assert not is_marked(b"")


def test_the_words() -> None:
    assert describe(None, None) is None
    assert describe(None, "A cheek") == "A cheek"
    assert (describe(Synthetic.SIMULATED, None) or "").startswith("Synthetic")
    assert (describe(Synthetic.CONVERTED, "A cheek") or "").endswith("not a photo. A cheek")
