"""A missing package tells of a missing extra, unless it is another one's or our own."""

import pytest

from uvphoto.cli.extras import needs_extra
from uvphoto.errors import MissingExtraError


@pytest.mark.parametrize(
    ("missing", "packages", "is_told"),
    [
        ("torch.nn", (), True),
        ("uvphoto.nowhere", (), False),
        ("torch.nn", ("torch", "safetensors"), True),
        ("numpy", ("torch", "safetensors"), False),
    ],
)
def test_what_is_missing_decides_whether_the_extra_is_named(
    missing: str, packages: tuple[str, ...], *, is_told: bool
) -> None:
    kind = MissingExtraError if is_told else ModuleNotFoundError
    with pytest.raises(kind, match="A forecast needs the extra 'forecast'" if is_told else "gone"), needs_extra(
        "A forecast", "forecast", packages
    ):  # fmt: skip
        raise ModuleNotFoundError("gone", name=missing)
