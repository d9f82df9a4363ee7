"""Charts as a page to read: each with its numbers as tables, and told in words."""

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from uvphoto.analysis.report import Shown
from uvphoto.longitudinal.charts.course import Course
from uvphoto.longitudinal.charts.draw import draw, to_svg
from uvphoto.longitudinal.charts.tables import tables_of
from uvphoto.longitudinal.charts.words import described, no_change_words, small_print
from uvphoto.pages.render import inline_svg, picture_source, render


def course_page(
    title: str,
    courses: Sequence[Course],
    *,
    introduction: Sequence[str] = (),
    badges: Sequence[str] = (),
    pictures: Sequence[Shown] = (),
    facts: Sequence[tuple[str, str]] = (),
) -> str:
    """Return a page that needs no other file; the same values give the same text.

    Args:
        title: of the page.
        courses: those of one region stand beside each other.
        introduction: paragraphs above the charts.
        badges: what has to be known before any number.
        pictures: with captions, above the charts.
        facts: name and value of how it was made.

    """
    regions = dict.fromkeys(course.region for course in courses)
    values = {
        "title": title,
        "introduction": introduction,
        "badges": badges,
        "pictures": [(one.caption, picture_source(one.levels, is_synthetic=one.is_synthetic)) for one in pictures],
        "facts": facts,
        "regions": {region: [_shown(one) for one in courses if one.region == region] for region in regions},
    }
    return render("courses.html", values, package="uvphoto.longitudinal.charts")


def _shown(course: Course) -> dict[str, object]:
    return {
        "title": course.title,
        "svg": _accessible(to_svg(draw([course], has_words=False)), described(course)),
        "words": [text for text in (no_change_words(course), *small_print(course)) if text],
        "tables": tables_of(course),
    }


def _accessible(svg: str, description: str) -> Markup:
    """Return a drawing that tells readers of a screen what it shows."""
    return inline_svg(svg.replace("<svg ", f'<svg role="img" aria-label="{escape(description)}" ', 1))
