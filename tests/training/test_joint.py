import copy
from dataclasses import replace

import pytest
import torch
from lightning_fabric import Fabric
from torch import Tensor, nn
from torch.nn import functional

from uvphoto.errors import SettingsError
from uvphoto.models.settings import CompactSettings, PatchGanSettings, UnetSettings
from uvphoto.training.joint import LOSSES, joint_step
from uvphoto.training.learners import Learners, build_learners
from uvphoto.training.losses import adversarial_loss, structure_loss
from uvphoto.training.settings import LossSettings, TrainingSettings, UnpairedSettings
from uvphoto.training.spot_share import spot_share_loss

SIDE = 64


def small_judge(channels: int) -> PatchGanSettings:
    return PatchGanSettings(width=4, layers=2, norm="none", in_channels=channels)


UNPAIRED = UnpairedSettings(
    cycle_weight=3.0, back_cycle_weight=0.5, adversarial_weight=0.0, identity_weight=2.0, consistency_weight=0.7,
    contrast_weight=0.0, pool=0, back=UnetSettings(width=4, halvings=2, dropout=False, in_channels=1, out_channels=3),
    uv_discriminator=small_judge(1), colour_discriminator=small_judge(3),
)  # fmt: skip
SETTINGS = TrainingSettings(
    name="joint", steps=10, batch=2, generator=CompactSettings(width=4, levels=2), discriminator=small_judge(4),
    loss=LossSettings(
        pixel_weight=10.0, structure_weight=5.0, structure_emphasis=2.0, spot_share_weight=20.0, adversarial_weight=0.0
    ),
    unpaired=UNPAIRED,
)  # fmt: skip
NOTHING = dict.fromkeys(
    ("cycle_weight", "back_cycle_weight", "adversarial_weight", "identity_weight", "consistency_weight"), 0.0
)


def build(settings: TrainingSettings) -> tuple[Fabric, Learners]:
    fabric = Fabric(accelerator="cpu")
    return fabric, build_learners(fabric, settings)


def batch_of(*names: str) -> dict[str, Tensor]:
    torch.manual_seed(1)
    channels = {"colour": 3, "uv": 1, "phone": 3, "styled": 3}
    patches = {name: torch.rand(2, channels[name], SIDE, SIDE) * 2 - 1 for name in names}
    return patches | ({"skin": torch.ones(2, 1, SIDE, SIDE)} if "colour" in names else {})


def supervised(made: Tensor, true: Tensor) -> Tensor:
    return 10.0 * (made - true).abs().mean() + 5.0 * structure_loss(made, true, 2.0)


def reported(losses: Tensor) -> dict[str, float]:
    return dict(zip(LOSSES, losses.tolist(), strict=True))


def test_gradients_are_those_of_the_equations() -> None:
    fabric, learners = build(SETTINGS)
    batch = batch_of("colour", "uv", "phone", "styled")
    colour, uv, phone, styled = (batch[name] for name in ("colour", "uv", "phone", "styled"))
    generator, back = (copy.deepcopy(learners.networks[name].bare) for name in ("generator", "back"))
    # one pass for what goes together: the way back has batch norm, whose statistics are those of the whole batch
    of_phone = generator(phone)
    again, of_uv = back(torch.cat([of_phone, uv])).chunk(2)
    parts = {
        "cycle": (again - phone).abs().mean(),
        "back_cycle": supervised(generator(of_uv), uv),
        "identity": (generator(uv.repeat(1, 3, 1, 1)) - uv).abs().mean()
        + (back(phone.mean(dim=1, keepdim=True)) - phone).abs().mean(),
        "consistency": supervised(generator(styled), learners.average.module(phone).clamp(-1, 1).detach()),
    }
    weights = {"cycle": 3.0, "back_cycle": 0.5, "identity": 2.0, "consistency": 0.7}
    made = generator(colour)
    total = (
        supervised(made, uv)
        + 20.0 * spot_share_loss(made, uv, batch["skin"])
        + sum(weights[name] * loss for name, loss in parts.items())
    )
    total.backward()
    losses = reported(joint_step(fabric, learners, batch, SETTINGS, 1))
    for name, loss in parts.items():
        assert losses[name] == pytest.approx(float(loss.detach()), rel=1e-4), name
    for expected, network in ((generator, "generator"), (back, "back")):
        for wanted, found in zip(expected.parameters(), learners.networks[network].bare.parameters(), strict=True):
            assert wanted.grad is not None
            torch.testing.assert_close(found.grad, wanted.grad, rtol=1e-3, atol=1e-4)


def test_adversaries_judge_uv_and_colours_of_the_other_domain() -> None:
    unpaired = replace(UNPAIRED, **(NOTHING | {"adversarial_weight": 1.0, "cycle_weight": 1.0}))
    fabric, learners = build(settings := replace(SETTINGS, unpaired=unpaired))
    batch = batch_of("colour", "uv", "phone")
    with torch.no_grad():
        of_phone = learners.generator.bare(batch["phone"])
        of_uv = copy.deepcopy(learners.networks["back"].bare)(torch.cat([of_phone, batch["uv"]])).chunk(2)[1]
        expected = {
            "uv_discriminator": half_and_half(learners, "uv_discriminator", batch["uv"], of_phone),
            "colour_discriminator": half_and_half(learners, "colour_discriminator", batch["phone"], of_uv),
        }
    losses = reported(joint_step(fabric, learners, batch, settings, 1))
    for name, loss in expected.items():
        assert losses[name] == pytest.approx(loss, rel=1e-4)
    with torch.no_grad():  # the generators face the discriminators that have just learned
        verdict = sum(
            float(adversarial_loss(learners.networks[name].bare(made), "lsgan", is_real=True))
            for name, made in (("uv_discriminator", of_phone), ("colour_discriminator", of_uv))
        )
    assert losses["unpaired_adversarial"] == pytest.approx(verdict, rel=1e-4)


def half_and_half(learners: Learners, name: str, real: Tensor, made: Tensor) -> float:
    judge = learners.networks[name].bare
    return 0.5 * float(functional.mse_loss(judge(real), torch.ones_like(judge(real)))) + 0.5 * float(
        judge(made).square().mean()
    )


def weights_of(network: nn.Module) -> list[Tensor]:
    return [one.detach().clone() for one in network.parameters()]


def test_unpaired_photos_teach_the_generator() -> None:
    unpaired = replace(UNPAIRED, **(NOTHING | {"consistency_weight": 1.0}))
    fabric, learners = build(settings := replace(SETTINGS, unpaired=unpaired))
    before = weights_of(learners.generator.bare)
    joint_step(fabric, learners, batch_of("uv", "phone", "styled"), settings, 1)
    assert any(not torch.equal(*pair) for pair in zip(before, weights_of(learners.generator.bare), strict=True))


def test_what_nothing_asks_for_is_not_built() -> None:
    unpaired = replace(UNPAIRED, **(NOTHING | {"consistency_weight": 1.0}))
    _, learners = build(replace(SETTINGS, unpaired=unpaired))
    assert set(learners.networks) == {"generator"}
    assert not learners.pools


def test_two_folders_without_pairs_are_enough() -> None:
    unpaired = replace(UNPAIRED, adversarial_weight=1.0, consistency_weight=0.0, contrast_weight=1.0)
    fabric, learners = build(settings := replace(SETTINGS, unpaired=unpaired))
    losses = reported(joint_step(fabric, learners, batch_of("uv", "phone"), settings, 1))
    left_out = ("pixel", "structure", "spot_share", "adversarial", "discriminator", "consistency")
    assert all(losses[name] == 0 for name in left_out)
    assert all(losses[name] > 0 for name in LOSSES if name not in left_out)


def test_the_ramp_holds_unpaired_losses_back_at_first() -> None:
    """Adam's first step is blind to the size of a loss, so the gradients tell."""
    gradients = []
    for step in (1, 5, 9):
        unpaired = replace(UNPAIRED, **(NOTHING | {"consistency_weight": 1.0}), ramp=0.5)
        fabric, learners = build(settings := replace(SETTINGS, unpaired=unpaired))
        joint_step(fabric, learners, batch_of("uv", "phone", "styled"), settings, step)
        first = next(learners.generator.bare.parameters()).grad
        assert first is not None
        gradients.append(first.clone())
    torch.testing.assert_close(gradients[0] * 5, gradients[2], rtol=1e-3, atol=1e-6)
    torch.testing.assert_close(gradients[1], gradients[2])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (NOTHING, "are all 0"),
        ({"cycle_weight": -1.0}, "cycle_weight"),
        ({"back": UnetSettings()}, "from UV to colour"),
        ({"uv_discriminator": small_judge(3)}, "uv_discriminator"),
        ({"back_learning_rate": 0.0}, "back_learning_rate"),
    ],
)
def test_settings_that_make_no_sense_are_named(change: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        replace(UNPAIRED, **change)


def test_contrast_wants_the_compact_generator() -> None:
    with pytest.raises(SettingsError, match="contrast_weight"):
        replace(SETTINGS, generator=UnetSettings(), unpaired=replace(UNPAIRED, contrast_weight=1.0))
