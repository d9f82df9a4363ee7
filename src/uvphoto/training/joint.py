"""One step of joint learning: pix2pix on pairs and, at once, cycleGAN on photos that have no UV partner.

Patches: x and u, colour and UV of a pair; p, colour of a photo without a partner; p', the same in another camera's
style. One generator G (colour to UV) serves both domains, F leads from UV to colour as p has it, D_u judges UV
patches, D_p colour patches, D pairs of both. With the loss of pairs

    S(a, b) = pixel_weight |a - b| + structure_weight * structure_loss(a, b)

the generators learn from the sum of

    S(G(x), u) + adversarial_weight * A(D(x, G(x)))                    pairs             Isola et al. 2017, eq. 4
    spot_share_weight * spot_share_loss(G(x), u)                       pairs             see ``spot_share``
    cycle_weight |F(G(p)) - p|                                         forward cycle     Zhu et al. 2017, eq. 2
    back_cycle_weight S(G(F(u)), u)                                    backward cycle    the same, S for the norm
    unpaired.adversarial_weight (A(D_u(G(p))) + A(D_p(F(u))))          adversaries       the same, eq. 1
    identity_weight (|G(u, u, u) - u| + |F(g(p)) - p|)                 identity          the same, section 5.2
    consistency_weight S(G(p'), M(p))                                  consistency       Tarvainen and Valpola 2017
    contrast_weight * contrast(E(p), E(G(p)))                          contrast          Park et al. 2020, eq. 4

where A is the adversarial loss of "real", g the mean of the three colours, M the moving average of G (no gradient), and
E the encoder of G, which takes UV for grey colour. All weights of unpaired photos grow over the first ``ramp`` of the
run. Discriminators learn from 1/2 (loss of real + loss of made), those of unpaired photos with made ones out of a pool.

References:
    Zhu et al.: Unpaired image-to-image translation using cycle-consistent adversarial networks, ICCV 2017.
    Tarvainen and Valpola: Mean teachers are better role models, NIPS 2017.

"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import torch
from lightning_fabric import Fabric
from torch import Tensor

from uvphoto.models.compact import CompactGenerator
from uvphoto.training.adversary import fool, teach
from uvphoto.training.learners import Learners
from uvphoto.training.losses import pixel_loss, supervised_loss
from uvphoto.training.pair_losses import NAMES, pair_losses
from uvphoto.training.settings import TrainingSettings, UnpairedSettings

LOSSES = (
    *NAMES, "adversarial", "discriminator", "cycle", "back_cycle", "unpaired_adversarial",
    "uv_discriminator", "colour_discriminator", "identity", "consistency", "contrast",
)  # fmt: skip
"""What a step reports, in this order."""


@dataclass(frozen=True)
class _Made:
    """What the generators made of a batch; None where nothing asks for it."""

    of_pairs: Tensor | None  # G(x)
    of_phone: Tensor  # G(p)
    of_styled: Tensor | None  # G(p')
    phone_again: Tensor | None  # F(G(p))
    phone_of_uv: Tensor | None  # F(u)
    uv_again: Tensor | None  # G(F(u))


def joint_step(
    fabric: Fabric, learners: Learners, batch: Mapping[str, Tensor], settings: TrainingSettings, step: int
) -> Tensor:
    """Learn from one batch of pairs and of photos without a partner.

    Args:
        fabric: devices and precision.
        learners: all networks; each takes one step.
        batch: ``uv`` (N, 1, H, W) and ``phone`` (N, 3, H, W) in [-1, 1]; ``colour``, the partner of ``uv``, and
            ``skin``, where there are pairs; ``styled``, the phone patches in another style, where consistency is asked
            for.
        settings: of the run, with ``unpaired``.
        step: from 1 on.

    Returns:
        (13,) float32: the losses in the order of LOSSES, unweighted; 0 for those that are left out.

    """
    made = _make(learners, batch, settings)
    reported = _teach(fabric, learners, batch, made, settings)
    weighted = _asked(fabric, learners, batch, made, settings)
    ramp = _ramp(settings, step)
    total = torch.zeros((), device=batch["uv"].device)
    for name, (weight, loss) in weighted.items():
        is_of_pairs = name in (*NAMES, "adversarial")
        total = total + (1.0 if is_of_pairs else ramp) * weight * loss
        reported[name] = loss.detach()
    makers = [learners.networks[name] for name in ("generator", "back", "contrast") if name in learners.networks]
    for maker in makers:
        maker.optimiser.zero_grad()
    fabric.backward(total)
    for maker in makers:
        maker.optimiser.step()
    nothing = torch.zeros((), device=total.device)
    return torch.stack([reported.get(name, nothing) for name in LOSSES])


def _ramp(settings: TrainingSettings, step: int) -> float:
    over = _unpaired(settings).ramp * settings.steps
    return 1.0 if step >= over else step / over


def _unpaired(settings: TrainingSettings) -> UnpairedSettings:
    if settings.unpaired is None:
        raise ValueError("a joint step needs settings of unpaired photos")
    return settings.unpaired


def _make(learners: Learners, batch: Mapping[str, Tensor], settings: TrainingSettings) -> _Made:
    """Run the generators; what can go together goes in one pass."""
    names = [name for name in ("colour", "phone", "styled") if name in batch]
    generator = learners.generator.wrapped
    outputs = generator(torch.cat([batch[name] for name in names])).float().chunk(len(names))
    uv = dict(zip(names, outputs, strict=True))
    phone_again = phone_of_uv = uv_again = None
    if "back" in learners.networks:
        seen = torch.cat([uv["phone"], batch["uv"]])
        phone_again, phone_of_uv = learners.networks["back"].wrapped(seen).float().chunk(2)
        if _unpaired(settings).back_cycle_weight > 0:
            uv_again = generator(phone_of_uv).float()
    return _Made(uv.get("colour"), uv["phone"], uv.get("styled"), phone_again, phone_of_uv, uv_again)


def _teach(
    fabric: Fabric, learners: Learners, batch: Mapping[str, Tensor], made: _Made, settings: TrainingSettings
) -> dict[str, Tensor]:
    """Let the discriminators learn; return their losses by name."""
    losses, networks = {}, learners.networks
    if made.of_pairs is not None and learners.discriminator is not None:
        real, seen = _together(batch["colour"], batch["uv"]), _together(batch["colour"], made.of_pairs.detach())
        losses["discriminator"] = teach(fabric, learners.discriminator, real, seen, settings.loss.adversarial)
    kind = _unpaired(settings).adversarial
    if "uv_discriminator" in networks:
        seen = learners.pools["uv"].exchange(made.of_phone)
        losses["uv_discriminator"] = teach(fabric, networks["uv_discriminator"], batch["uv"], seen, kind)
    if "colour_discriminator" in networks and made.phone_of_uv is not None:
        seen = learners.pools["colour"].exchange(made.phone_of_uv)
        losses["colour_discriminator"] = teach(fabric, networks["colour_discriminator"], batch["phone"], seen, kind)
    return losses


def _asked(
    fabric: Fabric, learners: Learners, batch: Mapping[str, Tensor], made: _Made, settings: TrainingSettings
) -> dict[str, tuple[float, Tensor]]:
    """Return weight and value of all losses of the generators, by name."""
    unpaired, loss, phone = _unpaired(settings), settings.loss, batch["phone"]
    asked: dict[str, tuple[float, Tensor]] = {}
    if made.of_pairs is not None:
        asked |= _asked_of_pairs(fabric, learners, batch, made.of_pairs, settings)
    if made.phone_again is not None:
        asked["cycle"] = unpaired.cycle_weight, pixel_loss(made.phone_again, phone)
    if made.uv_again is not None:
        asked["back_cycle"] = unpaired.back_cycle_weight, supervised_loss(made.uv_again, batch["uv"], loss)
    if unpaired.adversarial_weight > 0:
        kind, networks = unpaired.adversarial, learners.networks
        verdict = fool(fabric, networks["uv_discriminator"], made.of_phone, kind)
        if made.phone_of_uv is not None:
            verdict = verdict + fool(fabric, networks["colour_discriminator"], made.phone_of_uv, kind)
        asked["unpaired_adversarial"] = unpaired.adversarial_weight, verdict
    if unpaired.identity_weight > 0:
        asked["identity"] = unpaired.identity_weight, _identity(learners, batch)
    if made.of_styled is not None:
        with torch.no_grad(), fabric.autocast():
            teacher = learners.average.module(phone).float().clamp(-1, 1)
        asked["consistency"] = unpaired.consistency_weight, supervised_loss(made.of_styled, teacher, loss)
    if "contrast" in learners.networks:
        asked["contrast"] = unpaired.contrast_weight, _contrast(fabric, learners, phone, made.of_phone)
    return asked


def _asked_of_pairs(
    fabric: Fabric, learners: Learners, batch: Mapping[str, Tensor], made: Tensor, settings: TrainingSettings
) -> dict[str, tuple[float, Tensor]]:
    loss = settings.loss
    asked = pair_losses(made, batch, loss)
    if learners.discriminator is not None:
        verdict = fool(fabric, learners.discriminator, _together(batch["colour"], made), loss.adversarial)
        asked["adversarial"] = loss.adversarial_weight, verdict
    return asked


def _identity(learners: Learners, batch: Mapping[str, Tensor]) -> Tensor:
    uv, phone = batch["uv"], batch["phone"]
    loss = pixel_loss(learners.generator.wrapped(uv.repeat(1, 3, 1, 1)), uv)
    if "back" in learners.networks:
        loss = loss + pixel_loss(learners.networks["back"].wrapped(phone.mean(dim=1, keepdim=True)), phone)
    return loss


def _contrast(fabric: Fabric, learners: Learners, phone: Tensor, made: Tensor) -> Tensor:
    encode = cast("CompactGenerator", learners.generator.bare).encode  # the settings allow no other
    with fabric.autocast():
        of_photo, of_made = encode(phone), encode(made.repeat(1, 3, 1, 1))
        return learners.networks["contrast"].wrapped(of_photo, of_made)


def _together(colour: Tensor, uv: Tensor) -> Tensor:
    """Return colour and UV in one picture of four channels, (N, 4, H, W)."""
    return torch.cat([colour, uv], dim=1)
