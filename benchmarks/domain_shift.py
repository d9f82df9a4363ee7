"""What converters lose from clinic photos to phone photos, and how far photos of one face on one day agree.

    uvphoto simulate faces --people 60 --seed 9505 --size 1024 --phones 2 --phone-family other
    python benchmarks/domain_shift.py faces --weights A.safetensors B.onnx [--json figures.json]

All converters see each photo in turn; what is true of it is found once. The figures are those of ``uvphoto evaluate``:
PSNR and SSIM are over the skin, means of photos; r (95 % interval) and Lin's concordance (CCC) are of the spot ratio in
both cheeks against that of the detector on the true UV photo, over people, of whom the first photo counts; "all
photos" takes every photo of a person as a case, so nothing is said of its interval. Invented and missed spots are per
100 that are found and 100 true ones. The colour photo has its spots sought along its pigment axis, without a
converter. Of a simulated set all figures are those of simulated photos: none speaks for the clinic.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from uvphoto.conversion.converter import Converter, load_converter
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_file import read_weights
from uvphoto.datasets.manifest import DOMAINS, SPLITS, DataSet, PhotoRow
from uvphoto.datasets.storage import read_dataset
from uvphoto.evaluation.agreement import Agreement, agreement
from uvphoto.evaluation.cases import PhotoRecord, Source, judge, reference_of
from uvphoto.evaluation.faces import ALL, balanced, open_face, rows_to_judge
from uvphoto.evaluation.figures import PictureFigures, figures_of
from uvphoto.evaluation.repeats import SAME_VISIT, TRUE
from uvphoto.evaluation.tables import figures_json
from uvphoto.metrics import Repeatability, SpotMatch
from uvphoto.skin.white_balance.method import Method

AREA = "cheeks"
COLOUR = "colour photo, pigment axis"
TRUE_UV = "true UV photo"
Records = Mapping[str, Sequence[PhotoRecord]]  # by converter


@dataclass(frozen=True)
class DomainRow:
    """One converter, or the colour photo, on the photos of one domain.

    Attributes:
        photos: how many.
        people: how many.
        picture: likeness to the true UV photos; None of the colour photo.
        first: agreement of the spot ratios over people, the first photo of each; None of too few.
        all_photos: the same with every photo as a case.
        spots: in the cheeks, counted one by one, over all photos.

    """

    photos: int
    people: int
    picture: PictureFigures | None
    first: Agreement | None
    all_photos: Agreement | None
    spots: SpotMatch


@dataclass(frozen=True)
class ShiftFigures:
    """All figures of the benchmark.

    Attributes:
        weights: SHA-256 of each converter's.
        rows: by converter (the colour photo last) and domain.
        drops: r on clinic photos less r on phone photos, by converter, where both are known.
        repeats: of photos of one visit: true UV, colour, then by converter; empty where too few people have them.

    """

    weights: Mapping[str, str]
    rows: Mapping[str, Mapping[str, DomainRow]]
    drops: Mapping[str, float]
    repeats: Mapping[str, Repeatability]


def names_of(paths: Sequence[Path]) -> list[str]:
    """Name converters by their files, and by the folders too where two files are called alike."""
    count = Counter(path.stem for path in paths)
    return [path.stem if count[path.stem] == 1 else f"{path.resolve().parent.name}/{path.stem}" for path in paths]


def chosen_rows(dataset: DataSet, split: str, domains: Sequence[str], people: int | None) -> list[PhotoRow]:
    """Return the photos to judge: of the first so many people, of these domains."""
    rows = [row for row in rows_to_judge(dataset, split) if row.domain in domains]
    chosen = list(dict.fromkeys(row.person for row in rows))[:people]
    return [row for row in rows if row.person in chosen]


def judge_photo(
    dataset: DataSet, row: PhotoRow, converters: Mapping[str, Converter], balances: Sequence[Method]
) -> Iterator[tuple[str, PhotoRecord]]:
    """Yield what each converter makes of a photo, under its name and that of the white balance."""
    face = open_face(dataset, row)
    reference = reference_of(face)
    for method in balances:
        seen = balanced(face, method)
        for name, converter in converters.items():
            title = name if method is Method.NONE else f"{name}, white balance {method}"
            yield title, judge(seen, converter, reference=reference).record


def judge_all(
    dataset: DataSet,
    rows: Sequence[PhotoRow],
    converters: Mapping[str, Converter],
    balances: Sequence[Method] = (Method.NONE,),
) -> Records:
    """Judge all converters in one pass over the photos, and tell on stderr how far it is."""
    records: defaultdict[str, list[PhotoRecord]] = defaultdict(list)
    for done, row in enumerate(rows, start=1):
        for title, record in judge_photo(dataset, row, converters, balances):
            records[title].append(record)
        print(f"\r{done} of {len(rows)} photos", end="\n" if done == len(rows) else "", file=sys.stderr, flush=True)
    return records


def domain_rows(records: Sequence[PhotoRecord], source: Source) -> dict[str, DomainRow]:
    """Return the row of each domain."""
    rows = {}
    for domain, found in figures_of(records).domains.items():
        own = [one for one in records if one.domain == domain]
        cheeks = found.areas[source][AREA]
        pooled = agreement([one.true_ratio(AREA) for one in own], [one.found_ratio(source, AREA) for one in own])
        picture = found.pictures.get(source)
        rows[domain] = DomainRow(found.photos, found.people, picture, cheeks.agreement, pooled, cheeks.spots)
    return rows


def shift_figures(records: Records, weights: Mapping[str, str]) -> ShiftFigures:
    """Return the figures of all converters; what no converter changes is taken from the first."""
    any_records = next(iter(records.values()))
    rows = {name: domain_rows(own, Source.SYNTHETIC) for name, own in records.items()}
    rows[COLOUR] = domain_rows(any_records, Source.COLOUR)
    drops = {}
    for name, by_domain in rows.items():
        clinic, phone = (by_domain[domain].first if domain in by_domain else None for domain in ("clinic", "phone"))
        if clinic is not None and phone is not None:
            drops[name] = clinic.r.r - phone.r.r
    return ShiftFigures(weights, rows, drops, repeats(records))


def repeats(records: Records) -> dict[str, Repeatability]:
    """Return how well the photos of one visit agree, whatever took them: the clinic's device and phones."""
    found: dict[str, Repeatability] = {}
    for name, own in records.items():
        by_source = next((one.by_source for one in figures_of(own).repeats if one.what == SAME_VISIT), None)
        if by_source is None:
            return {}
        common = found or {TRUE_UV: by_source[TRUE], COLOUR: by_source[Source.COLOUR]}
        found = {**common, name: by_source[Source.SYNTHETIC]}
    return found


def table(heading: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    rows = [heading, ["---"] * len(heading), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def domain_table(rows: Mapping[str, Mapping[str, DomainRow]]) -> str:
    heading = (
        "converter", "domain", "photos", "PSNR, dB", "SSIM", "r (95 %), people", "CCC, people", "r, all photos",
        "CCC, all photos", "true, %", "found, %", "invented per 100", "missed per 100",
    )  # fmt: skip
    return table(heading, [domain_line(name, domain, row) for name, own in rows.items() for domain, row in own.items()])


def domain_line(name: str, domain: str, row: DomainRow) -> list[str]:
    picture, first, pooled = row.picture, row.first, row.all_photos
    return [
        name, domain, str(row.photos),
        *(["-"] * 2 if picture is None else [f"{picture.psnr:.2f}", f"{picture.ssim:.4f}"]),
        *(["-"] * 2 if first is None else [interval(first.r), f"{first.concordance.r:.3f}"]),
        *(["-"] * 4 if pooled is None else [
            f"{pooled.r.r:.3f}", f"{pooled.concordance.r:.3f}",
            f"{100 * pooled.mean_true:.2f}", f"{100 * pooled.mean_found:.2f}"]),
        f"{row.spots.invented_per_100:.1f}", f"{row.spots.missed_per_100:.1f}",
    ]  # fmt: skip


def drop_table(figures: ShiftFigures) -> str:
    lines = []
    for name, drop in figures.drops.items():
        ends = [figures.rows[name][domain].first for domain in ("clinic", "phone")]
        lines.append([name, *(f"{end.r.r:.3f}" for end in ends if end is not None), f"{drop:+.3f}"])
    return table(("converter", "r, clinic", "r, phone", "drop"), lines)


def repeat_table(found: Mapping[str, Repeatability]) -> str:
    lines = [
        [name, str(one.people), str(one.measures), interval(one.icc), interval(one.within_sd, 100, 2)]
        for name, one in found.items()
    ]
    return table(("source", "people", "photos", "ICC (95 %)", "within-person SD, % of skin (95 %)"), lines)


def interval(estimate: Sequence[float], factor: float = 1, digits: int = 3) -> str:
    """Write a value and the ends of its interval."""
    value, low, high = (f"{factor * number:.{digits}f}" for number in estimate)
    return f"{value} ({low} to {high})"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="data set with masks, regions and true UV photos")
    parser.add_argument("--weights", type=Path, nargs="+", required=True, help="checkpoints or converter weights")
    parser.add_argument("--split", choices=(*SPLITS, ALL), default=ALL)
    parser.add_argument("--domains", nargs="+", choices=DOMAINS, default=DOMAINS)
    parser.add_argument("--people", type=int, help="only the first so many")
    parser.add_argument("--threads", type=int, default=0, help="of a network; fewer are faster where others compute")
    parser.add_argument("--white-balance", type=Method, help="judge all once more on colours balanced so: auto, ...")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    options = parser.parse_args(arguments)
    dataset = read_dataset(options.data)
    names = names_of(options.weights)
    run = RunSettings(threads=options.threads)
    loaded = [load_converter(read_weights(path), run) for path in options.weights]
    converters = dict(zip(names, loaded, strict=True))
    rows = chosen_rows(dataset, options.split, options.domains, options.people)
    balances = dict.fromkeys((Method.NONE, options.white_balance or Method.NONE))
    records = judge_all(dataset, rows, converters, tuple(balances))
    figures = shift_figures(records, {name: converter.sha256 for name, converter in converters.items()})
    print(f"{dataset.description.name}: {len(rows)} photos of {len({row.person for row in rows})} people\n")
    print(domain_table(figures.rows))
    if figures.drops:
        print(f"\nr of the first photo of each person, from clinic to phone\n\n{drop_table(figures)}")
    if figures.repeats:
        print(f"\nSpot ratio in the cheeks, one face on one day: {SAME_VISIT}\n\n{repeat_table(figures.repeats)}")
    if options.json is not None:
        about = {"data": dataset.description.name, "made": dataset.description.made, "split": options.split}
        options.json.write_text(figures_json(about, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
