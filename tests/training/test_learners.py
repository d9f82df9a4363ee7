"""What learns: first weights and learning rates."""

from dataclasses import replace

import pytest
import torch
from lightning_fabric import Fabric

from uvphoto.models.settings import CompactSettings, PatchGanSettings
from uvphoto.training.learners import Learners, build_learners, rate_factor
from uvphoto.training.settings import OptimiserSettings, TrainingSettings

SETTINGS = TrainingSettings(
    name="small", seed=3, generator=CompactSettings(width=4), discriminator=PatchGanSettings(width=4, norm="none")
)


def build(seed: int) -> Learners:
    return build_learners(Fabric(accelerator="cpu", devices=1), replace(SETTINGS, seed=seed))


def test_first_weights_come_from_the_seed_of_the_run() -> None:
    one, same, other = build(3), build(3), build(4)
    for network in ("generator", "discriminator"):
        first, again, another = (next(getattr(run, network).bare.parameters()) for run in (one, same, other))
        assert torch.equal(first, again)
        assert not torch.equal(first, another)


@pytest.mark.parametrize(("step", "factor"), [(0, 1.0), (50, 1.0), (75, 0.5), (100, 0.0), (101, 0.0)])
def test_the_rate_is_constant_and_then_falls_to_nothing(step: int, factor: float) -> None:
    assert rate_factor(OptimiserSettings(constant_share=0.5), 100, step) == pytest.approx(factor)
