"""Settings of the networks: what they refuse, and that they go to a file and back."""

from typing import Any

import pytest

from uvphoto.config import from_mapping, to_mapping
from uvphoto.errors import SettingsError
from uvphoto.models.settings import AlexnetSettings, CompactSettings, PatchGanSettings, ResnetSettings, UnetSettings

KINDS: list[type[Any]] = [CompactSettings, UnetSettings, ResnetSettings, PatchGanSettings, AlexnetSettings]


@pytest.mark.parametrize("kind", KINDS)
def test_they_go_to_a_mapping_and_back(kind: type[Any]) -> None:
    settings = kind(width=17)
    assert from_mapping(kind, to_mapping(settings)) == settings


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        *[(kind, "width", value) for kind in KINDS for value in (0, 513, 2.0, True, "8")],
        (CompactSettings, "levels", 0),
        (CompactSettings, "unshuffle", 9),
        (CompactSettings, "network", "unet"),
        (UnetSettings, "halvings", 1),
        (UnetSettings, "norm", "none"),
        (UnetSettings, "out_channels", 0),
        (ResnetSettings, "blocks", 0),
        (ResnetSettings, "norm", ["batch"]),
        (PatchGanSettings, "layers", 7),
        (PatchGanSettings, "norm", "group"),
        (PatchGanSettings, "discriminator", "alexnet"),
        (AlexnetSettings, "in_channels", 65),
    ],
)
def test_what_makes_no_sense_is_named(kind: type[Any], name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=f"{name} is .*; it (is|may be) "):
        kind(**{name: value})
