"""The mark that tells a synthetic picture from a photo.

It is the property that the IPTC Photo Metadata Standard has for it, ``Iptc4xmpExt:DigitalSourceType`` in an XMP
packet, with a term of the IPTC NewsCodes (http://cv.iptc.org/newscodes/digitalsourcetype/), and plain words in the
description that every viewer shows.
"""

from enum import StrEnum

_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 Iptc4xmpExt:DigitalSourceType="{term}"/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class Synthetic(StrEnum):
    """How a synthetic picture was made; the value is the IPTC term."""

    SIMULATED = "algorithmicMedia"  # by a formula, with no learned parameters: the simulated faces
    CONVERTED = "trainedAlgorithmicMedia"  # by a trained network: a UV photo made from a colour photo
    COMPOSITE = "compositeSynthetic"  # from several pictures of which at least one is synthetic


_WORDS = {
    Synthetic.SIMULATED: "Synthetic: simulated by a computer, not a photo",
    Synthetic.CONVERTED: "Synthetic: made from another photo by a trained network, not a photo",
    Synthetic.COMPOSITE: "Synthetic: put together from pictures of which some are synthetic",
}
_MARKS = tuple(
    (_TERMS + term).encode() for term in (*Synthetic, "compositeWithTrainedAlgorithmicMedia", "virtualRecording")
)


def build_packet(how: Synthetic) -> bytes:
    """Return the XMP packet (UTF-8) that marks a picture as synthetic."""
    return _PACKET.format(term=_TERMS + how).encode()


def describe(how: Synthetic | None, description: str | None) -> str | None:
    """Return the description to write: the plain words of the mark, then the caller's."""
    if how is None:
        return description
    return f"{_WORDS[how]}. {description}" if description else f"{_WORDS[how]}."


def is_marked(packet: bytes | None) -> bool:
    """Tell whether an XMP packet says, in the standard's terms, that a computer made the picture."""
    return packet is not None and any(mark in packet for mark in _MARKS)
