"""Settings: frozen dataclasses <-> plain mappings, as TOML and JSON hold them.

Knows no part of the project: a settings dataclass sits beside the code that obeys it and checks itself.
"""

import dataclasses
import tomllib
import types
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from uvphoto.errors import FileError, SettingsError

T = TypeVar("T")


def read_toml(cls: type[T], path: Path) -> T:
    """Read settings from a TOML file.

    Raises:
        FileError: the file cannot be read or is no TOML.
        SettingsError: a key is unknown or missing, or a value makes no sense; the place is named.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(path, f"cannot be read ({error.strerror})", "Give the path of a TOML file") from error
    except UnicodeDecodeError as error:
        raise FileError(path, "is no text in UTF-8", "Give the path of a TOML file") from error
    try:
        mapping = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileError(path, f"is no TOML ({error})", "Mend that place") from error
    return from_mapping(cls, mapping, path.name)


def from_mapping(cls: type[T], mapping: Mapping[str, Any], where: str = "settings") -> T:
    """Build a settings dataclass from a mapping.

    Fields may be int, float, bool, str, enums, Literals, ``None``, tuples, other dataclasses, and unions of
    dataclasses that are told apart by a field with a Literal.

    Args:
        cls: the dataclass.
        mapping: its fields by name; a missing one takes its default.
        where: what the mapping is, named in errors.

    Raises:
        SettingsError: a key is unknown or missing, or a value makes no sense; the place is named.

    """
    if not isinstance(mapping, Mapping):
        raise SettingsError(f"{where}: expected a table of settings, not {mapping!r}")
    hints = get_type_hints(cls)
    fields = {field.name: field for field in dataclasses.fields(cls) if field.init}  # type: ignore[arg-type]
    if unknown := [key for key in mapping if key not in fields]:
        raise SettingsError(f"{where}: {unknown[0]!r} is unknown; known are {', '.join(fields)}")
    values = {key: _value(hints[key], value, f"{where}: {key}") for key, value in mapping.items()}
    if missing := [name for name, field in fields.items() if name not in values and _is_required(field)]:
        raise SettingsError(f"{where}: {missing[0]!r} is missing")
    try:
        return cls(**values)
    except SettingsError as error:
        raise SettingsError(f"{where}: {error}") from error


def to_mapping(settings: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """Return a settings dataclass as a mapping of plain values, from which ``from_mapping`` builds it again."""
    return {field.name: _plain(getattr(settings, field.name)) for field in dataclasses.fields(settings)}


def check_limits(settings: Any, limits: Mapping[str, tuple[float, float]]) -> None:  # noqa: ANN401 - any dataclass
    """Check numbers of a settings dataclass, each by its lowest and highest value.

    Raises:
        SettingsError: one lies outside, or is not a number; it is named.

    """
    for name, (low, high) in limits.items():
        value = getattr(settings, name)
        if not low <= value <= high:
            raise SettingsError(f"{name} {value} is outside {low} to {high}")


def _plain(value: Any) -> Any:  # noqa: ANN401
    if dataclasses.is_dataclass(value):
        return to_mapping(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _value(hint: Any, value: Any, where: str) -> Any:  # noqa: ANN401
    """Return a value as the type that a field wants."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _of_union(get_args(hint), value, where)
    if origin is Literal:
        if value not in get_args(hint):
            raise SettingsError(f"{where} is {value!r}; it may be {', '.join(map(repr, get_args(hint)))}")
        return value
    if origin is tuple:
        return _tuple(get_args(hint), value, where)
    if dataclasses.is_dataclass(hint):
        return from_mapping(hint, value, where)  # type: ignore[arg-type]
    return _scalar(hint, value, where)


def _scalar(hint: Any, value: Any, where: str) -> Any:  # noqa: ANN401
    if isinstance(hint, type) and issubclass(hint, Enum):
        known = [one.value for one in hint]
        if value not in known:
            raise SettingsError(f"{where} is {value!r}; it may be {', '.join(map(repr, known))}")
        return hint(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise SettingsError(f"{where} is {value!r}, where {hint.__name__} belongs")
    return value


def _tuple(args: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:  # noqa: ANN401
    if not isinstance(value, list | tuple):
        raise SettingsError(f"{where} is {value!r}, where a list belongs")
    hints = (args[0],) * len(value) if len(args) == 2 and args[1] is Ellipsis else args
    if len(hints) != len(value):
        raise SettingsError(f"{where} has {len(value)} values; {len(hints)} belong there")
    return tuple(_value(hint, one, where) for hint, one in zip(hints, value, strict=True))


def _of_union(kinds: tuple[Any, ...], value: Any, where: str) -> Any:  # noqa: ANN401
    if value is None:
        if type(None) not in kinds:
            raise SettingsError(f"{where} may not be empty")
        return None
    kinds = tuple(kind for kind in kinds if kind is not type(None))
    if len(kinds) == 1:
        return _value(kinds[0], value, where)
    if not isinstance(value, Mapping):
        raise SettingsError(f"{where}: expected a table of settings, not {value!r}")
    for kind in kinds:
        tags = {name: get_args(hint) for name, hint in get_type_hints(kind).items() if get_origin(hint) is Literal}
        if any(name in value and value[name] in allowed for name, allowed in tags.items() if _is_tag(name, kinds)):
            return _value(kind, value, where)
    tag = next(name for name in get_type_hints(kinds[0]) if _is_tag(name, kinds))
    known = [repr(get_args(get_type_hints(kind)[tag])[0]) for kind in kinds]
    raise SettingsError(f"{where}: {tag} is {value.get(tag)!r}; it may be {', '.join(known)}")


def _is_tag(name: str, kinds: tuple[Any, ...]) -> bool:
    """Whether a field tells the members of a union apart: a Literal in each, no value in two of them."""
    hints = [get_type_hints(kind).get(name) for kind in kinds]
    if any(get_origin(hint) is not Literal for hint in hints):
        return False
    values = [value for hint in hints for value in get_args(hint)]
    return len(values) == len(set(values))
