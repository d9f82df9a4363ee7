"""The texts that stand beside an ONNX network, read without a library that would load the network.

An ONNX file is a Protocol Buffers message ``ModelProto`` (onnx.proto); its field 14, ``metadata_props``, holds pairs of
key (field 1) and value (field 2). All other fields are stepped over.
"""

from collections.abc import Iterator

_GRAPH, _METADATA = 7, 14
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5  # wire types


def read_metadata(data: bytes) -> dict[str, str]:
    """Return the texts by key.

    Raises:
        ValueError: the file is cut short, or no ONNX network at all.

    """
    found = {}
    has_graph = False
    for number, body in _fields(memoryview(data)):
        has_graph = has_graph or (number == _GRAPH and body is not None)
        if number == _METADATA and body is not None:
            pair = {key: bytes(text or b"").decode("utf-8") for key, text in _fields(body)}
            found[pair.get(1, "")] = pair.get(2, "")
    if not has_graph:
        raise ValueError("it holds no network")
    return found


def _fields(data: memoryview) -> Iterator[tuple[int, memoryview | None]]:
    """Yield (number, body) of every field; the body is None where it is a number."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        body = None
        if wire == _VARINT:
            _, at = _varint(data, at)
        elif wire == _BYTES:
            length, at = _varint(data, at)
            body = data[at : at + length]
            at += length
        elif wire in (_FIXED64, _FIXED32):
            at += 8 if wire == _FIXED64 else 4
        else:
            raise ValueError("it is no ONNX file")
        if at > len(data):
            raise ValueError("it ends too early")
        yield number, body


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    """Return the number that begins at a place, and the place behind it."""
    value = 0
    for count, byte in enumerate(data[at : at + 10]):
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            return value, at + count + 1
    raise ValueError("it ends too early" if at + 10 > len(data) else "it is no ONNX file")
