"""The paper's table with our figures beside it."""

from collections.abc import Sequence

from uvphoto.evaluation.cases import Source
from uvphoto.evaluation.evaluate import Evaluation
from uvphoto.evaluation.reproduction import Reproduction
from uvphoto.metrics import Correlation

PAPER = "UV-photo Net, 24 people"
_R = "r, synthetic UV photo"
# Kojima et al. 2021 (doi 10.1038/s41598-020-79995-4), of the share of spot area.
_PUBLISHED = {_R: "0.92"}
_UNPUBLISHED = "not published"


def paper_table(reproduction: Reproduction) -> str:
    """Return the table as Markdown: a line for each figure, the paper's first."""
    evaluations = [one for one in (reproduction.test, reproduction.more) if one is not None]
    heads = [f"ours, {one.figures.people} {_kind(one)}people" for one in evaluations]
    columns = [_column(one) for one in evaluations]
    lines = [["Spot ratio in the cheeks against the true UV photo", PAPER, *heads], ["---"] * (2 + len(heads))]
    lines += [[name, _PUBLISHED.get(name, _UNPUBLISHED), *(one[name] for one in columns)] for name in columns[0]]
    return "\n".join(_line(cells) for cells in lines)


def _kind(evaluation: Evaluation) -> str:
    return "simulated " if evaluation.figures.are_simulated else ""


def _column(evaluation: Evaluation) -> dict[str, str]:
    """Return the figures of one test set by what they are."""
    figures = evaluation.figures.domains["clinic"]
    synthetic, colour = (figures.areas[source]["cheeks"] for source in (Source.SYNTHETIC, Source.COLOUR))
    found, direct = synthetic.agreement, colour.agreement
    picture = figures.pictures[Source.SYNTHETIC]
    return {
        _R: _with_interval(found.r if found else None),
        "r, spots sought in the colour photo": _with_interval(direct.r if direct else None),
        "Spearman's rho, synthetic": _with_interval(found.spearman if found else None),
        "r of the square roots, synthetic": _with_interval(found.r_of_roots if found else None),
        "r without the three heaviest, synthetic": _with_interval(found.r_without_heaviest if found else None),
        "CCC, synthetic": _with_interval(found.concordance if found else None),
        "Invented spots per 100 true ones, synthetic": f"{synthetic.spots.invented_per_100:.0f}",
        "Missed spots per 100 true ones, synthetic": f"{synthetic.spots.missed_per_100:.0f}",
        "PSNR over the skin, dB": f"{picture.psnr:.2f}",
        "SSIM over the skin": f"{picture.ssim:.4f}",
    }


def _with_interval(found: Correlation | None) -> str:
    return "too few people" if found is None else f"{found.r:.3f} ({found.low:.2f} to {found.high:.2f})"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
