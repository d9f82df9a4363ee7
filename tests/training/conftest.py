"""A small simulated data set and a recipe that learns from it in seconds."""

from pathlib import Path

import pytest

from uvphoto.datasets.simulated import SimulationSettings, write_simulated

RECIPE = """
name = "small"
seed = 5
steps = 6
batch = 2
checkpoint_every = 2
loaders = 0

[generator]
network = "compact"
width = 4
levels = 2

[discriminator]
discriminator = "patchgan"
width = 4
layers = 2
norm = "none"

[patches]
size = 32
mm_per_pixel = 0.9375
min_skin = 0.4
phone_truth = true

[validation]
every = 3
photos = 2
patches = 2
samples = 2
"""

UNPAIRED = """
[unpaired]
identity_weight = 1.0
consistency_weight = 0.5
ramp = 0.5
pool = 3

[unpaired.back]
network = "unet"
width = 4
halvings = 2
norm = "instance"
dropout = false
in_channels = 1
out_channels = 3

[unpaired.uv_discriminator]
discriminator = "patchgan"
width = 4
layers = 2
norm = "none"
in_channels = 1

[unpaired.colour_discriminator]
discriminator = "patchgan"
width = 4
layers = 2
norm = "none"
in_channels = 3
"""


@pytest.fixture(scope="session")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data set of four simulated people, of whom two are learned from."""
    folder = tmp_path_factory.mktemp("training") / "faces"
    write_simulated(SimulationSettings(people=4, seed=3, size=256, phones=1), folder)
    return folder


@pytest.fixture(scope="session")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a small recipe."""
    file = tmp_path_factory.mktemp("recipe") / "small.toml"
    file.write_text(RECIPE, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def joint_recipe(recipe: Path) -> Path:
    """Return the same recipe for clinic pairs, and with phone photos without a partner."""
    file = recipe.with_name("joint.toml")
    file.write_text(RECIPE.replace("phone_truth = true", "phone_truth = false") + UNPAIRED, encoding="utf-8")
    return file
