"""The whole examination of an installation; where a part fails, the others are told all the same."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from uvphoto import __version__
from uvphoto.installation.lack import Lack, attempt
from uvphoto.installation.machine import Machine, describe_machine
from uvphoto.installation.requirements import BASE, PACKAGE, Part, read_parts, tried
from uvphoto.skin.learned import telemetry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from uvphoto.installation.backends import BackendTrial
    from uvphoto.installation.places import DataPlace
    from uvphoto.installation.weights import WeightsFile

ANEW = f"pip install --force-reinstall {PACKAGE}"
_FACE = slice(0, 256), slice(96, 352)  # of the portrait; less of it takes less time


@dataclass(frozen=True)
class MainJob:
    """Whether a colour photo can be converted and its spots measured.

    Attributes:
        told: what came of trying.
        lack: why it does not work.

    """

    told: str
    lack: Lack | None = None


@dataclass(frozen=True)
class Examination:
    """All that is known of an installation; what could not be found out is a ``Lack`` in its place.

    Attributes:
        version: of uvphoto.
        machine: that it runs on.
        parts: base and extras.
        weights: that are there.
        backends: what runs them.
        places: where data lie.
        sends_nothing: the telemetry of ONNX Runtime is switched off.
        main_job: whether it works.

    """

    version: str
    machine: Machine
    parts: tuple[Part, ...] | Lack
    weights: "tuple[WeightsFile, ...] | Lack"
    backends: "tuple[BackendTrial, ...] | Lack"
    places: "tuple[DataPlace, ...] | Lack"
    sends_nothing: bool
    main_job: MainJob

    @property
    def works(self) -> bool:
        """Whether the main job works, with all that it requires."""
        base = [] if isinstance(self.parts, Lack) else [part.lack for part in self.parts if part.name == BASE]
        return self.main_job.lack is None and not any(base)

    def lacks(self) -> Iterator[Lack]:
        """Yield all that lacks."""
        for group in (self.parts, self.weights, self.backends, self.places):
            if isinstance(group, Lack):
                yield group
            else:
                yield from (one.lack for one in group if one.lack is not None)
        if self.main_job.lack is not None:
            yield self.main_job.lack


def examine(*, quick: bool = False, advance: Callable[[str], None] = lambda _what: None) -> Examination:
    """Look at everything, and try what can be tried.

    Args:
        quick: nothing is timed.
        advance: is told what comes next.

    """
    telemetry.switch_off()  # before anything loads ONNX Runtime
    advance("what is installed")
    parts = attempt(lambda: tried(read_parts()), ANEW)
    advance("weights")
    weights = attempt(_weights, ANEW)
    advance("backends")
    backends = attempt(lambda: _backends(quick=quick), ANEW)
    advance("places")
    places = attempt(_places, ANEW)
    advance("the main job")
    job = attempt(_do_main_job, ANEW)
    main_job = MainJob("does not work", job) if isinstance(job, Lack) else MainJob(job)
    return Examination(
        __version__, describe_machine(), parts, weights, backends, places, telemetry.is_off(), main_job
    )  # fmt: skip


def _weights() -> "tuple[WeightsFile, ...]":
    from uvphoto.conversion.weights_store import WeightsStore
    from uvphoto.installation.weights import examine_weights

    return examine_weights(WeightsStore.of_user())


def _backends(*, quick: bool) -> "tuple[BackendTrial, ...]":
    from uvphoto.conversion.weights_store import WeightsStore
    from uvphoto.installation.backends import try_backends

    return try_backends(WeightsStore.of_user().find(), _portrait(), quick=quick)


def _places() -> "tuple[DataPlace, ...]":
    from uvphoto.conversion.weights_store import WeightsStore
    from uvphoto.installation.places import examine_places

    return examine_places(WeightsStore.of_user())


def _do_main_job() -> str:
    """Convert a photo with the bundled weights and measure its spots.

    Raises:
        Exception: whatever is broken.

    """
    from uvphoto.analysis.analyse import Tools, analyse
    from uvphoto.conversion.converter import load_converter
    from uvphoto.conversion.weights_store import WeightsStore

    colour = _portrait()[_FACE]
    start = time.perf_counter()
    found = analyse(colour, Tools(load_converter(WeightsStore.of_user().find())))
    seconds = time.perf_counter() - start
    return f"a portrait of 256 x 256 pixels converted, and {len(found.spots)} spots measured, in {seconds:.1f} s"


def _portrait() -> "NDArray[np.float32]":
    """Return NASA's portrait of Eileen Collins (public domain), which scikit-image brings along."""
    from uvphoto.picture import read_colour

    with resources.as_file(resources.files("skimage.data") / "astronaut.png") as portrait:
        return read_colour(portrait).pixels
