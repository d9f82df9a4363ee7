"""Collects what pages say into the catalogue of messages: texts of templates, and sentences of the code.

    python tests/app/locale/extraction.py

writes ``messages.pot`` and brings the catalogue of each language up to date: what is new is left empty there, and what
is gone goes. Sentences of the code are the texts of errors, of findings, and of module constants that end as sentences
do; a value in one becomes ``{name}``.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

PACKAGE = Path(__file__).parents[3] / "src" / "uvphoto"
LOCALE = PACKAGE / "app" / "locale"
LANGUAGES = ("ja",)
SENTENCES_OF = (
    "analysis/face.py", "analysis/judging.py", "analysis/quality.py", "analysis/trust.py", "app/course/*.py",
    "app/export/*.py", "app/frames.py", "app/jobs/*.py", "app/security/forms.py", "app/security/passwords.py",
    "app/store/accounts.py", "app/store/people.py", "app/store/photos.py", "app/store/sun.py", "app/store/texts.py",
    "app/store/visits.py", "app/uploads.py", "app/web/*.py", "longitudinal/comparison/compare.py",
    "longitudinal/forecast/dose.py", "longitudinal/forecast/forecaster.py", "longitudinal/forecast/measured.py",
    "longitudinal/image_forecast/outcome.py", "picture/colour.py", "picture/header.py", "picture/heic.py",
    "picture/jpeg.py", "picture/kinds.py", "picture/loading.py", "picture/png.py", "picture/tiff.py",
    "picture/webp.py",
)  # fmt: skip
"""Modules whose words come onto pages; what only the terminal shows is not among them."""
_CALLS = (
    "Error",
    "Finding",
    "NotEnoughVisits",
    "Exception",
    "_leave",
    "_number",
    "_page",
    "_whole",
    "above",
    "below",
    "checked_text",
)
_NAMES = ("problem", "remedy", "message", "kind", "straight", "learned", "detail")
_FORMAT = re.compile(r"\{(\w+):[^{}]*\}")
_NOT_SHOWN = ("ValueError", "TypeError", "KeyError", "RuntimeError", "FormParserError", "ImportError", "IndexError")


def collect() -> Catalog:
    """Return a catalogue of all that is there, without translations."""
    catalogue = Catalog(project="uvphoto", copyright_holder="The uvphoto authors", fuzzy=False)
    for path in sorted((PACKAGE / "app" / "templates").iterdir()):
        for _, function, texts, _ in babel_extract(io.BytesIO(path.read_bytes()), ("_", "ngettext"), (), _OPTIONS):
            first = texts[0] if isinstance(texts, tuple) else texts
            catalogue.add(texts[:2] if function == "ngettext" else first, locations=[(_place(path), 0)])
    for path in _modules():
        for sentence in sorted(set(sentences(ast.parse(path.read_text(encoding="utf-8"))))):
            catalogue.add(sentence, locations=[(_place(path), 0)])
    return catalogue


def sentences(tree: ast.AST) -> Iterator[str]:
    """Yield the texts in a module that a user may be shown."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if _speaks(name):
                for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                    yield from _texts(argument)
            case ast.Assign(targets=[ast.Name(id="WORDS")], value=ast.Tuple(elts=parts)):
                yield from (part.value for part in parts if isinstance(part, ast.Constant))
            case ast.Assign(targets=[ast.Name(id=name)]) if name in _NAMES or name.lstrip("_").isupper():
                yield from (text for text in _texts(node.value) if name in _NAMES or _is_sentence(text))
            case ast.Return(value=ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other)))):
                yield from (one, other)  # one word or the other, which a sentence takes as a value


def _speaks(name: str) -> bool:
    return name.endswith(_CALLS) and name not in _NOT_SHOWN


def _is_sentence(text: str) -> bool:
    return text.rstrip().endswith((".", ":")) and " " in text.strip()


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts that an expression may have, without those that are a single word of code."""
    match node:
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one)
            yield from _texts(other)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _texts(part)
        case ast.Dict(values=parts):
            for part in parts:
                yield from _texts(part)
        case _:
            text = _text(node, {})
            if text is not None and any(letter.isalpha() for letter in text.replace("{", " ")) and " " in text.strip():
                yield _FORMAT.sub(r"{\1}", text)


def _text(node: ast.AST, used: dict[str, int]) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part, used) or "" for part in parts)
        case ast.FormattedValue(value=value):
            return "{" + _named(value, used) + "}"
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _text(left, used), _text(right, used)
            if first is None and second is None:
                return None
            return (first or "{" + _named(left, used) + "}") + (second or "{" + _named(right, used) + "}")
    return None


def _named(value: ast.AST, used: dict[str, int]) -> str:
    """Return a name for a value in a sentence: that of the variable or attribute, numbered where it comes again."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            pass
        case _:
            name = "value"
    name = name.strip("_").lower()
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else f"{name}{used[name]}"


def _modules() -> list[Path]:
    return sorted({path for pattern in SENTENCES_OF for path in PACKAGE.glob(pattern)})


def _place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


_OPTIONS = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


def updated(language: str, template: Catalog) -> Catalog:
    """Return the catalogue of a language with the messages of a template, and the translations that it has."""
    path = LOCALE / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalogue = read_po(file, language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def main() -> int:
    """Write the catalogues; return how many messages are not translated."""
    template = collect()
    _write(LOCALE / "messages.pot", template)
    missing = 0
    for language in LANGUAGES:
        catalogue = updated(language, template)
        _write(LOCALE / language / "LC_MESSAGES" / "messages.po", catalogue)
        empty = [one for one in catalogue if one.id and not _is_told(one.string)]
        missing += len(empty)
        sys.stdout.write("".join(f"{language}: not translated: {one.id!r}\n" for one in empty))
    return missing


def _is_told(string: object) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def _write(path: Path, catalogue: Catalog) -> None:
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, include_lineno=False, omit_header=False)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
