"""Templates in each language that there is, and the addresses of static files."""

import hashlib
from io import BytesIO
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from jinja2 import Environment, PackageLoader, StrictUndefined

from uvphoto.app.messages import Told

LANGUAGES = {"en": "English", "ja": "日本語"}
_LOCALES = {"en": "en_GB", "ja": "ja_JP"}  # how dates and numbers are written
FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
_CHECK_DIGITS = 12


class Pages:
    """The templates; the text of each is in the language that is asked for."""

    def __init__(self) -> None:
        files = [path for path in STATIC.rglob("*") if path.is_file()]
        addresses = {path.relative_to(STATIC).as_posix(): _address(path) for path in files}
        catalogues = {language: _read(language) for language in LANGUAGES}
        self._told = {language: Told(catalogue) for language, catalogue in catalogues.items()}
        self._environments = {
            language: _environment(language, _compiled(catalogue), self._told[language], addresses)
            for language, catalogue in catalogues.items()
        }

    def html(self, language: str, template: str, values: dict[str, object]) -> str:
        """Return a page.

        Args:
            language: one of LANGUAGES.
            template: file in the folder ``templates``.
            values: by the names that the template uses; one that is missing is an error.

        """
        return self._environments[language].get_template(template).render(values)

    def text(self, language: str, message: str) -> str:
        """Return a message in a language, and as it is where it was not translated."""
        return self._told[language](message)


def choose_language(asked: str | None, accepted: str) -> str:
    """Return a language that there is.

    Args:
        asked: what the user chose; None: nothing.
        accepted: the header Accept-Language of the browser.

    """
    if asked in LANGUAGES:
        return asked
    wanted = [part.partition(";")[0].strip().replace("-", "_") for part in accepted.split(",")]
    return negotiate_locale([one for one in wanted if one][:20], list(LANGUAGES)) or "en"


def _environment(language: str, translations: NullTranslations, told: Told, addresses: dict[str, str]) -> Environment:
    environment = Environment(
        loader=PackageLoader("uvphoto.app", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    locale = Locale.parse(_LOCALES[language])
    environment.filters["date"] = lambda value: format_date(value, "medium", locale)
    environment.filters["time"] = lambda value: format_datetime(value, "short", locale=locale)
    environment.filters["number"] = lambda value, pattern="0.##": format_decimal(value, pattern, locale)
    environment.filters["told"] = told
    environment.globals["static"] = addresses.__getitem__
    return environment


def _read(language: str) -> Catalog | None:
    """Read a catalogue as translators write it: nothing has to be compiled beforehand."""
    path = FOLDER / "locale" / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return None  # the source is English
    with path.open("rb") as file:
        return read_po(file, language)


def _compiled(catalogue: Catalog | None) -> NullTranslations:
    if catalogue is None:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _address(path: Path) -> str:
    check_sum = hashlib.sha256(path.read_bytes()).hexdigest()[:_CHECK_DIGITS]
    return f"/static/{path.relative_to(STATIC).as_posix()}?v={check_sum}"
