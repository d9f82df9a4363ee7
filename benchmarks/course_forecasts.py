"""People whose photos were read, as histories of the forecast: parameters adapted to some, forecasts of others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from course_readings import REGIONS, Reading

from uvphoto.datasets.simulated import read_settings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.longitudinal.forecast.adapt import adapt, with_reference
from uvphoto.longitudinal.forecast.batch import Future
from uvphoto.longitudinal.forecast.forecaster import predict
from uvphoto.longitudinal.forecast.history import PersonHistory
from uvphoto.longitudinal.forecast.outlook import SYNTHETIC, TAKEN
from uvphoto.longitudinal.forecast.readings import days_of
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.simulate.life import FITZPATRICK, Life

HELD_OUT = 2  # visits
TRUE = f"{TAKEN}, clinic"
KINDS = (f"{SYNTHETIC}, clinic", f"{SYNTHETIC}, phone", TRUE)
Values = np.ndarray


@dataclass(frozen=True)
class Entry:
    """One picture of a person: the synthetic UV photo of a colour photo, or the true one of the clinic."""

    visit: date
    kind: str
    values: Values  # (R,) logits
    rarity: Values  # (R,) of the spots


@dataclass(frozen=True)
class Case:
    """One region of a picture that was forecast; logits."""

    person: str
    asked: str  # the kind of picture
    mean: float
    sd: float
    read: float
    persistence: float  # the last one of its kind, or of those that are known


def lives(folder: Path) -> dict[str, Life]:
    """Return the people behind a simulated data set: their sun, age and skin."""
    settings = read_settings(folder)
    drawn = (draw_simulated(settings, number) for number in range(settings.people))
    return {one.name: one.life for one in drawn}


def entries_of(readings: Sequence[Reading], person: str) -> list[Entry]:
    """Return all pictures of a person by date; those that were refused are not there."""
    own = [one for one in readings if one.person == person]
    found = [Entry(one.date, f"{SYNTHETIC}, {one.domain}", one.logits, one.rarity) for one in own if not one.problem]
    found += [Entry(one.date, TRUE, one.true_logits, one.true_rarity) for one in own if one.domain == "clinic"]
    return sorted(found, key=lambda one: (one.visit, KINDS.index(one.kind)))


def history_of(entries: Sequence[Entry], life: Life) -> PersonHistory:
    """Return pictures as what is known of a person."""
    start = entries[0].visit
    passed = (start - life.first_visit).days
    return PersonHistory(
        days=days_of([one.visit for one in entries], start),
        devices=tuple(one.kind for one in entries),
        spots=np.array([one.values for one in entries]),
        melanin=np.full((len(entries), len(REGIONS)), np.nan),
        dose=replace(life.history, first_day=life.history.first_day - passed),
        age=life.person.age + passed / 365,
        skin_type=FITZPATRICK[life.person.skin_type],
        rarity=np.array([one.rarity for one in entries]),
    )


def adapted(model: SkinModel, readings: Sequence[Reading], people: dict[str, Life]) -> SkinModel:
    """Return a model that has learned the kinds of pictures from people; the true UV photo is its reference.

    The devices that it knew, which nobody owns, are called the cohort's from then on.
    """
    names = dict.fromkeys(one.person for one in readings)
    histories = [history_of(entries_of(readings, name), people[name]) for name in names]
    learned = with_reference(adapt(model, histories, KINDS), TRUE)
    old = model.settings.devices
    renamed = tuple(f"cohort, {name}" if name in old else name for name in learned.settings.devices)
    learned.settings = replace(learned.settings, devices=renamed)
    return learned


def forecasts(
    model: SkinModel, readings: Sequence[Reading], people: dict[str, Life], domains: Sequence[str]
) -> Iterator[Case]:
    """Yield what is forecast of each person's last visits by the colour photos of the visits before."""
    kinds = [f"{SYNTHETIC}, {domain}" for domain in domains]
    for person in dict.fromkeys(one.person for one in readings):
        entries = entries_of(readings, person)
        last = sorted({one.visit for one in entries})[-HELD_OUT]
        known = [one for one in entries if one.visit < last and one.kind in kinds]
        asked = [one for one in entries if one.visit >= last and one.kind in (*kinds, TRUE)]
        if len({one.visit for one in known}) < model.settings.fewest_visits or not asked:
            continue
        history = history_of(known, people[person])
        future = Future(days_of([one.visit for one in asked], known[0].visit), tuple(one.kind for one in asked))
        expected = predict(model, [history], [future])[0]
        sd = np.sqrt(np.diagonal(expected.covariance, axis1=1, axis2=2))
        for number, one in enumerate(asked):
            held = next((old for old in reversed(known) if old.kind == one.kind), known[-1]).values
            for column in range(len(REGIONS)):
                mean, spread = expected.mean[number, column], sd[number, column]
                yield Case(person, one.kind, mean, spread, one.values[column], held[column])
