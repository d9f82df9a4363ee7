"""What a simulated data set is made of."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TypeVar

from uvphoto.errors import SettingsError
from uvphoto.simulate.camera.phone_family import PhoneFamily
from uvphoto.simulate.face.people import Population

Choice = TypeVar("Choice", bound=StrEnum)

_LIMITS = {
    "people": (1, 100_000),
    "seed": (0, 2**32 - 1),
    "size": (256, 4096),
    "phones": (0, 20),
    "visits": (1, 100),
    "phone_pool": (1, 100_000),
}


@dataclass(frozen=True)
class SimulationSettings:
    """The settings of a simulation; the same ones give the same bytes.

    Raises:
        SettingsError: a value outside its range.

    """

    people: int = 10
    seed: int = 0
    size: int = 1024  # pixels of a side of a clinic's photo
    phones: int = 0  # phones that see each person at each visit
    visits: int = 1
    population: Population = Population.GLOBAL
    phone_family: PhoneFamily = PhoneFamily.USUAL
    phone_pool: int = 40  # phones of the simulation, from which each person's are drawn

    def __post_init__(self) -> None:
        for name, (low, high) in _LIMITS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise SettingsError(f"--{name.replace('_', '-')} {value} is outside {low} to {high}")
        if self.phones > self.phone_pool:
            raise SettingsError(f"--phones {self.phones} is more than the --phone-pool of {self.phone_pool}")

    @classmethod
    def of(cls, *, population: str, phone_family: str = PhoneFamily.USUAL, **numbers: int) -> "SimulationSettings":
        """Return settings whose population and family of phones are given by their names.

        Raises:
            SettingsError: an unknown name, or a value outside its range.

        """
        return cls(
            population=_known(Population, "--population", population),
            phone_family=_known(PhoneFamily, "--phone-family", phone_family),
            **numbers,
        )

    @property
    def persons(self) -> tuple[str, ...]:
        """The pseudonyms of the people."""
        return tuple(f"p{number:05d}" for number in range(1, self.people + 1))

    def as_json(self) -> dict[str, int | str]:
        """Return the settings as plain values."""
        return {name: value if isinstance(value, int) else str(value) for name, value in asdict(self).items()}

    def command(self, folder: str = "OUT") -> str:
        """Return the command that makes the data set."""
        options = " ".join(f"--{name.replace('_', '-')} {value}" for name, value in self.as_json().items())
        return f"uvphoto simulate {folder} {options}"


def _known(choices: type[Choice], flag: str, name: str) -> Choice:
    try:
        return choices(name)
    except ValueError as error:
        raise SettingsError(f"{flag} {name} is unknown: {' or '.join(choices)}") from error
