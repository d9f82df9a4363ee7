"""What the package requires, as its own metadata say: for the main job, and for each extra."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from uvphoto.installation.imports import try_imports
from uvphoto.installation.lack import Lack

if TYPE_CHECKING:
    from packaging.requirements import Requirement

PACKAGE = "uvphoto"
BASE = "base"
"""Name of the part that everybody has."""
_NOT_FOR_USERS = ("dev",)


@dataclass(frozen=True)
class Dependency:
    """One package that a part requires.

    Attributes:
        name: in the index.
        wanted: which versions will do; "": any.
        version: that is installed; None: it is not.
        fits: it is installed, in one of those versions.
        module: by which it is imported; None where that cannot be told.
        import_error: why it cannot be imported; "" where it can, or nobody tried.

    """

    name: str
    wanted: str
    version: str | None
    fits: bool
    module: str | None
    import_error: str = ""

    @property
    def problem(self) -> str:
        """Why it will not do; "" where it will."""
        if self.version is None:
            return "is missing"
        if not self.fits:
            return f"is {self.version}, and has to be {self.wanted}"
        return self.import_error


@dataclass(frozen=True)
class Part:
    """What belongs together: the base, or an extra.

    Attributes:
        name: ``base``, or that of the extra.
        dependencies: by name.

    """

    name: str
    dependencies: tuple[Dependency, ...]

    @property
    def command(self) -> str:
        """What to type to make it complete."""
        what = PACKAGE if self.name == BASE else f"{PACKAGE}[{self.name}]"
        broken = [one.name for one in self.dependencies if one.import_error]
        # A package whose version fits pip leaves as it is, broken or not.
        anew = f"pip install --force-reinstall --no-deps {' '.join(broken)}" if broken else ""
        is_short = any(not one.fits for one in self.dependencies)
        return "; ".join(filter(None, (anew, f"pip install '{what}'" if is_short or not broken else "")))

    @property
    def lack(self) -> Lack | None:
        """What is missing of it, or does not work."""
        wrong = [one for one in self.dependencies if one.problem]
        if not wrong:
            return None
        is_fault = self.name == BASE or any(one.version for one in wrong)
        return Lack("; ".join(f"{one.name} {one.problem}" for one in wrong) + ".", self.command, is_fault)


@dataclass(frozen=True)
class _Installed:
    """What is installed of one name."""

    name: str

    @cached_property
    def found(self) -> Distribution | None:
        try:
            return distribution(self.name)
        except PackageNotFoundError:
            return None

    @property
    def module(self) -> str | None:
        """The module nearest to the root, and of several the one most like the package's own name."""
        files = (self.found.files if self.found else None) or ()
        names = {file.parts[:-1] for file in files if file.name == "__init__.py" and "." not in file.parts[0]}
        names |= {(file.stem,) for file in files if len(file.parts) == 1 and file.suffix == ".py"}
        if not names:
            return None
        ours = self.name.lower().replace("-", "_").replace(".", "_")
        least = min(map(len, names))
        nearest = sorted(".".join(name) for name in names if len(name) == least)
        return next((name for name in nearest if name.replace(".", "_") == ours), nearest[0])


def read_parts(requires: Iterable[str] | None = None) -> tuple[Part, ...]:
    """Return the base and the extras, and what is installed of each.

    Args:
        requires: lines of requirements as metadata have them; None: the package's own.

    Raises:
        PackageNotFoundError: the package runs without having been installed.
        ModuleNotFoundError: what reads requirements is missing.

    """
    from packaging.requirements import Requirement

    lines = [Requirement(line) for line in (distribution(PACKAGE).requires or () if requires is None else requires)]
    found: dict[str, list[Dependency]] = {BASE: []}
    for line in lines:
        found.setdefault(_part_of(line), [])
        if line.marker is None or line.marker.evaluate({"extra": _part_of(line)}):
            found[_part_of(line)].append(_look_up(line))
    return tuple(
        Part(name, tuple(sorted(dependencies, key=lambda one: one.name)))
        for name, dependencies in found.items()
        if name not in _NOT_FOR_USERS
    )


def tried(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts with what came of importing each dependency that is installed and fits."""
    parts = tuple(parts)
    modules = [one.module for part in parts for one in part.dependencies if one.fits and one.module]
    errors = try_imports(modules)
    return tuple(
        replace(
            part,
            dependencies=tuple(
                replace(one, import_error=errors.get(one.module or "", "")) for one in part.dependencies
            ),
        )
        for part in parts
    )


def _part_of(line: "Requirement") -> str:
    """Return the extra that a line's marker names: ``extra == 'fast'``, alone or at its end."""
    _, equals, extra = str(line.marker or "").rpartition("extra == ")
    return extra.strip("\"' ()") if equals else BASE


def _look_up(line: "Requirement") -> Dependency:
    installed = _Installed(line.name)
    version = installed.found.version if installed.found else None
    fits = version is not None and line.specifier.contains(version, prereleases=True)
    return Dependency(line.name, str(line.specifier), version, fits, installed.module)
