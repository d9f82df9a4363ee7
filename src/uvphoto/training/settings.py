"""The settings of a training run: what a recipe holds."""

from dataclasses import dataclass, field
from typing import Literal

from uvphoto.config import check_limits
from uvphoto.datasets.patches import PatchSettings
from uvphoto.datasets.unpaired import SkinRule
from uvphoto.errors import SettingsError
from uvphoto.models.settings import (
    CompactSettings,
    DiscriminatorSettings,
    GeneratorSettings,
    PatchGanSettings,
    ResnetSettings,
    UnetSettings,
)

Adversarial = Literal["bce", "lsgan"]
Precision = Literal["32-true", "bf16-mixed", "16-mixed"]


@dataclass(frozen=True)
class LossSettings:
    """What the generator is asked for.

    Attributes:
        pixel_weight: of the mean absolute difference to the true UV patch (pix2pix: 100).
        structure_weight: of the mean absolute difference of what stands out from its surroundings, spots first of all.
        structure_emphasis: how much more what stands out counts there; see ``losses.structure_loss``.
        spot_share_weight: of the squared difference of the share of spots; see ``spot_share``.
        adversarial_weight: of the discriminator's verdict (pix2pix: 1); 0 trains without one.
        adversarial: bce as pix2pix has it, or lsgan (Mao et al. 2017).

    """

    pixel_weight: float = 100.0
    structure_weight: float = 0.0
    structure_emphasis: float = 0.0
    spot_share_weight: float = 0.0
    adversarial_weight: float = 1.0
    adversarial: Adversarial = "lsgan"

    def __post_init__(self) -> None:
        names = ("pixel_weight", "structure_weight", "spot_share_weight", "adversarial_weight")
        weights = {name: getattr(self, name) for name in names}
        for name, weight in {**weights, "structure_emphasis": self.structure_emphasis}.items():
            if not weight >= 0:
                raise SettingsError(f"{name} {weight} is negative")
        if not any(weights.values()):
            raise SettingsError(f"{', '.join(weights)} are all 0, so there is nothing to learn")


@dataclass(frozen=True)
class UnpairedSettings:
    """What is asked for on photos that have no UV partner; the equations stand in ``joint``.

    A weight of 0 leaves its part out, and the networks that only it needs are not built.

    Attributes:
        cycle_weight: of a photo that comes back through UV and the way back (cycleGAN: 10).
        back_cycle_weight: of a UV patch that comes back through the way back and the generator; it multiplies the loss
            of pairs, so 0.1 with a pixel_weight of 100 is cycleGAN's 10.
        adversarial_weight: of the verdicts on the UV of photos, and on the colours that the way back makes.
        identity_weight: of pictures that are of the domain already and should stay (cycleGAN: half of cycle_weight).
        consistency_weight: of a photo in another camera's style, whose UV should be that of the photo as taken; it
            multiplies the loss of pairs.
        contrast_weight: of places of the UV picture that should be like the same place of the photo and no other
            (CUT: 1).
        ramp: share of the run over which these weights grow from 0 to their full size.
        adversarial: of those verdicts: lsgan as cycleGAN has it, or bce.
        pool: pictures made earlier that a discriminator is shown again.
        skin: find: the photos show faces, whose skin counts, at the working scale; whole: every pixel counts, as it is.
        back: the network from UV (1 channel) to colour (3 channels).
        back_learning_rate: of that network.
        uv_discriminator: of 1 channel.
        colour_discriminator: of 3 channels.

    """

    cycle_weight: float = 10.0
    back_cycle_weight: float = 0.1
    adversarial_weight: float = 1.0
    identity_weight: float = 0.0
    consistency_weight: float = 0.0
    contrast_weight: float = 0.0
    ramp: float = 0.0
    adversarial: Adversarial = "lsgan"
    pool: int = 50
    skin: SkinRule = "find"
    back: UnetSettings | ResnetSettings = field(default_factory=lambda: UnetSettings(in_channels=1, out_channels=3))
    back_learning_rate: float = 2e-4
    uv_discriminator: DiscriminatorSettings = field(default_factory=lambda: PatchGanSettings(in_channels=1))
    colour_discriminator: DiscriminatorSettings = field(default_factory=lambda: PatchGanSettings(in_channels=3))

    def __post_init__(self) -> None:
        weights = [name for name in self.__dataclass_fields__ if name.endswith("_weight")]
        check_limits(self, dict.fromkeys(weights, (0, 1e6)) | {"ramp": (0, 1), "pool": (0, 10_000)})
        if not any(getattr(self, name) for name in weights):
            raise SettingsError(f"{', '.join(weights)} are all 0, so nothing is learned from unpaired photos")
        if not 0 < self.back_learning_rate <= 1:
            raise SettingsError(f"back_learning_rate {self.back_learning_rate} is outside 0 to 1")
        if (self.back.in_channels, self.back.out_channels) != (1, 3):
            raise SettingsError("back leads from UV to colour: its in_channels are 1 and its out_channels 3")
        for name, channels in (("uv_discriminator", 1), ("colour_discriminator", 3)):
            if (given := getattr(self, name).in_channels) != channels:
                raise SettingsError(f"{name} judges pictures of in_channels {channels}, not {given}")

    @property
    def has_way_back(self) -> bool:
        """Whether anything needs the network from UV to colour."""
        return self.cycle_weight > 0 or self.back_cycle_weight > 0


@dataclass(frozen=True)
class OptimiserSettings:
    """Adam's settings, the same for both networks (pix2pix: 2e-4, 0.5, 0.999)."""

    learning_rate: float = 2e-4
    discriminator_learning_rate: float = 2e-4
    beta1: float = 0.5
    beta2: float = 0.999
    constant_share: float = 0.5  # of the steps; from there on the rate falls linearly to 0

    def __post_init__(self) -> None:
        for name in ("learning_rate", "discriminator_learning_rate"):
            if not 0 < getattr(self, name) <= 1:
                raise SettingsError(f"{name} {getattr(self, name)} is outside 0 to 1")
        check_limits(self, dict.fromkeys(("beta1", "beta2", "constant_share"), (0, 1)))


@dataclass(frozen=True)
class ValidationSettings:
    """How often and on how much the run looks at held-out people."""

    every: int = 1000  # steps
    photos: int = 16  # at most, evenly over the people of the split
    patches: int = 6  # of each photo, at most
    samples: int = 4  # patches shown in the sample picture

    def __post_init__(self) -> None:
        for name in ("every", "photos", "patches", "samples"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} {getattr(self, name)} must be 1 or more")


@dataclass(frozen=True)
class TrainingSettings:
    """A whole run: the same settings, data and number of threads give the same losses on a CPU.

    Attributes:
        name: of the weights that come out.
        unpaired: learn from photos without a UV partner too; None learns from pairs alone.
        steps: of both networks together.
        batch: patches per step, over all devices.
        precision: of the arithmetic; weights are float32 always. Processors without bfloat16 take float32 in its place.
        channels_last: memory layout; quicker for plain U-Nets.
        ema_decay: of the moving average of the generator's weights, which is what validation and export use.
        checkpoint_every: steps.
        loaders: processes that cut patches; 0 cuts them in between.
        licence: of the weights.

    """

    name: str
    seed: int = 0
    steps: int = 10_000
    batch: int = 8
    precision: Precision = "32-true"
    channels_last: bool = True
    ema_decay: float = 0.999
    checkpoint_every: int = 500
    loaders: int = 1
    licence: str = "not stated"
    generator: GeneratorSettings = field(default_factory=CompactSettings)
    discriminator: DiscriminatorSettings = field(default_factory=PatchGanSettings)
    loss: LossSettings = field(default_factory=LossSettings)
    unpaired: UnpairedSettings | None = None
    optimiser: OptimiserSettings = field(default_factory=OptimiserSettings)
    patches: PatchSettings = field(default_factory=PatchSettings)
    validation: ValidationSettings = field(default_factory=ValidationSettings)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise SettingsError("name is empty")
        limits = {"seed": (0, 2**32 - 1), "steps": (1, 10**9), "batch": (1, 10**5), "checkpoint_every": (1, 10**9)}
        check_limits(self, {**limits, "ema_decay": (0, 0.999999), "loaders": (0, 64)})
        wants_features = self.unpaired is not None and self.unpaired.contrast_weight > 0
        if wants_features and not isinstance(self.generator, CompactSettings):
            raise SettingsError("contrast_weight is above 0, which only the generator 'compact' knows what to do with")
