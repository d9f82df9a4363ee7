"""Messages of the code, some with values in them, in the language of a page."""

import re
from collections.abc import Mapping

from babel.messages.catalog import Catalog

_PLACE = re.compile(r"\{(\w+)\}")
_LONGEST = 2000  # letters; longer ones are no sentences of ours


class Told:
    """Translates sentences that are whole already, such as those of errors and of stored results.

    A catalogue has such a sentence as it is, or with ``{name}`` where a value stands. The values are found by matching
    the sentence, are themselves translated where the catalogue has them, and put into the other language's sentence.
    """

    def __init__(self, catalogue: Catalog | None) -> None:
        """Take the catalogue of a language; None: that of the source, in which messages are left as they are."""
        pairs = () if catalogue is None else ((one.id, one.string) for one in catalogue if one.id and one.string)
        self._whole = {source: told for source, told in pairs if isinstance(source, str) and isinstance(told, str)}
        with_places = [source for source in self._whole if _PLACE.search(source)]
        most_words_first = sorted(with_places, key=lambda source: -len(_PLACE.sub("", source)))
        self._patterns = [(_pattern(source), self._whole[source]) for source in most_words_first]

    def __call__(self, message: str) -> str:
        """Return a message in the language, and as it is where the catalogue does not have it."""
        if message in self._whole:
            return self._whole[message]
        if len(message) > _LONGEST:
            return message
        for pattern, told in self._patterns:
            if (found := pattern.fullmatch(message)) is not None:
                return _filled(told, {name: self(value) for name, value in found.groupdict().items()})
        return message


def _pattern(source: str) -> re.Pattern[str]:
    parts = _PLACE.split(source)  # text and names in turn
    places = [f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts)]
    return re.compile("".join(places), re.DOTALL)


def _filled(told: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), told)
