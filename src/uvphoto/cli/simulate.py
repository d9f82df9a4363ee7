"""The verb that makes the embedded data: simulated people with the truth behind their photos."""

import os
from pathlib import Path
from typing import Annotated

import typer

from uvphoto.cli.dataset import counted


def simulate(
    out: Annotated[Path, typer.Argument(help="The data set to make; one that was stopped goes on.")],
    *,
    people: Annotated[int, typer.Option(help="How many people.")] = 10,
    seed: Annotated[int, typer.Option(help="The same seed, the same bytes.")] = 0,
    size: Annotated[int, typer.Option(help="Pixels of a side of the clinic's photos.")] = 1024,
    phones: Annotated[int, typer.Option(help="Phones that see each person at each visit.")] = 0,
    visits: Annotated[int, typer.Option(help="Visits of each person, about half a year apart.")] = 1,
    population: Annotated[str, typer.Option(help="The mix of skin: global, or east-asian-clinic.")] = "global",
    phone_family: Annotated[
        str, typer.Option(help="Which phones: usual, or other, with other sensors, light and processing.")
    ] = "usual",
    phone_pool: Annotated[int, typer.Option(help="Phones in all, from which each person's are drawn.")] = 40,
    processes: Annotated[int, typer.Option(min=0, help="People rendered at a time; 0: one on each core.")] = 0,
) -> None:
    """Simulate paired photos of faces, with the truth behind them."""
    from uvphoto.datasets.simulated import SimulationSettings, write_simulated
    from uvphoto.datasets.summary import summarise

    settings = SimulationSettings.of(
        people=people,
        seed=seed,
        size=size,
        phones=phones,
        visits=visits,
        population=population,
        phone_family=phone_family,
        phone_pool=phone_pool,
    )
    with counted("Simulating people") as progress:
        dataset = write_simulated(settings, out, processes=processes or os.cpu_count() or 1, progress=progress)
    typer.echo(
        f"{dataset.description.name}: {summarise(dataset)}; see them with: uvphoto gallery {out} --out faces.html"
    )
