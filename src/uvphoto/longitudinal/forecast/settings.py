"""What the model is built of, and how it is fitted."""

from dataclasses import dataclass

from uvphoto.config import check_limits

ENOUGH_FOR_NETWORK = 2000  # people, below which the linear path alone does as well


@dataclass(frozen=True)
class ModelSettings:
    """The shape of a model.

    Attributes:
        regions: names, in the order of the columns.
        devices: names of those whose errors are learned; the first is the reference, without a bias.
        hidden: units of the network beside the linear path; 0 for none.
        fewest_visits: below which there is no forecast.
        shortest_span: days from the first visit to the last, below which there is none.
        fewest_values: of one measure in one region, below which there is none of that.

    Raises:
        SettingsError: a number outside its range.
        ValueError: no region, no device, or one twice.

    """

    regions: tuple[str, ...]
    devices: tuple[str, ...]
    hidden: int = 0
    fewest_visits: int = 3
    shortest_span: float = 60.0
    fewest_values: int = 2

    def __post_init__(self) -> None:
        for names in (self.regions, self.devices):
            if not names or len(set(names)) < len(names):
                raise ValueError(f"a model needs regions and devices, each once, not {names}")
        check_limits(
            self,
            {"hidden": (0, 1024), "fewest_visits": (1, 100), "shortest_span": (0, 10_000), "fewest_values": (1, 100)},
        )


@dataclass(frozen=True)
class FitSettings:
    """How a model is fitted: AdamW with one cycle of the learning rate (Smith and Topin 2017, arXiv 1708.07120).

    Attributes:
        epochs: passes over the cohort.
        batch: people in a step, of about one number of visits.
        learning_rate: the highest.
        decay: of the network's weights alone.
        clip: largest norm of the gradient.
        seed: of all chance.

    Raises:
        SettingsError: a number outside its range.

    """

    epochs: int = 40
    batch: int = 64
    learning_rate: float = 0.02
    decay: float = 0.01
    clip: float = 5.0
    seed: int = 0

    def __post_init__(self) -> None:
        check_limits(
            self,
            {
                "epochs": (1, 100_000),
                "batch": (1, 100_000),
                "learning_rate": (1e-6, 1.0),
                "decay": (0.0, 1.0),
                "clip": (1e-3, 1e3),
                "seed": (0, 2**31),
            },
        )
