"""Hold the optics of simulated skin to the 100 measured people of NIST.

python benchmarks/skin_spectra.py --spectra NIST_Spectral_Skin_Reflectivity_raw.txt
    [--figure docs/explanation/skin-spectra.png] [--population]

Prints how well the model fits, how well it tells the UV reflectance from the visible spectrum, and how simulated people
compare with the measured ones. The spectra: https://doi.org/10.6028/jres.122.026 (free). Takes some minutes.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from nist import load_nist
from numpy.typing import NDArray

from uvphoto.simulate.camera.colorimetry import individual_typology_angle, lab, melanin_index
from uvphoto.simulate.face.people import Population, draw_person
from uvphoto.simulate.optics.skin_optics import GLOSS, SkinOptics, reflectance
from uvphoto.simulate.optics.spectral_fit import FREE, Fit, Prior, fit_spectra
from uvphoto.simulate.spectra import WAVELENGTHS

Array = NDArray[np.float64]
FITTED = (WAVELENGTHS >= 350) & (WAVELENGTHS <= 700)
VISIBLE = (WAVELENGTHS >= 420) & (WAVELENGTHS <= 700)
FOLDS = 10
SIMULATED = 500


def on_wavelengths(at: Array, spectra: Array) -> Array:
    """Average (..., M) over a triangle of 20 nm base about each of WAVELENGTHS, (..., L)."""
    weights = np.maximum(1 - np.abs(at - WAVELENGTHS[:, None]) / 10, 0)
    return spectra @ (weights / weights.sum(axis=1, keepdims=True)).T


def at_365(spectra: Array) -> Array:
    """Return the reflectance at 365 nm, between two steps of the grid."""
    return spectra[..., (WAVELENGTHS > 355) & (WAVELENGTHS < 375)].mean(axis=-1)


@dataclass(frozen=True)
class Fits:
    """Each person's spectrum as the model gives it, (S, L) each but the first."""

    whole: Fit  # fitted to 350-700 nm
    told: Array  # fitted to 420-700 nm alone, prior from the literature
    learned: Array  # the same, prior from whole fits of other people

    @classmethod
    def of(cls, measured: Array) -> "Fits":
        """Fit all; the learned prior of a person never saw that person or the others of the same fold."""
        whole = fit_spectra(measured, FITTED)
        learned = np.empty_like(measured)
        fold = np.arange(len(measured)) % FOLDS
        for k in range(FOLDS):
            others = Prior.from_people(whole.parameters[fold != k])
            learned[fold == k] = fit_spectra(measured[fold == k], VISIBLE, prior=others).spectra
        return cls(whole, fit_spectra(measured, VISIBLE).spectra, learned)


def regression_on_bands(measured: Array) -> tuple[Array, Array]:
    """Regress log R365 on log R450, R550, R620 of real spectra: R365 within the sample, and each person left out."""
    bands = np.isin(WAVELENGTHS, (450.0, 550.0, 620.0))
    x = np.column_stack([np.ones(len(measured)), np.log(measured[:, bands])])
    y = np.log(at_365(measured))
    hat = x @ np.linalg.pinv(x)
    inside = hat @ y
    return np.exp(inside), np.exp(y - (y - inside) / (1 - np.diag(hat)))


def r_squared(truth: Array, told: Array) -> float:
    """Return the share of the variance that is explained."""
    return float(1 - ((truth - told) ** 2).sum() / ((truth - truth.mean()) ** 2).sum())


def print_fit(measured: Array, repeats: Array, whole: Fit) -> None:
    """Print the table of residuals."""
    rmse = np.sqrt(((whole.spectra - measured)[:, FITTED] ** 2).mean(axis=1))
    between = np.sqrt(repeats[..., FITTED].var(axis=1, ddof=1).mean(axis=1))
    print("| 350-700 nm | median | worst |\n|---|---|---|")
    print(f"| RMSE of the fit | {np.median(rmse):.4f} | {rmse.max():.4f} |")
    print(f"| SD between three repeats on one person | {np.median(between):.4f} | {between.max():.4f} |\n")
    print("| nm | measured, mean | fit - measured, mean | SD |\n|---|---|---|---|")
    residual = whole.spectra - measured
    for i in range(0, WAVELENGTHS.size, 2):
        mean, bias, spread = measured[:, i].mean(), residual[:, i].mean(), residual[:, i].std()
        print(f"| {WAVELENGTHS[i]:.0f} | {mean:.3f} | {bias:+.4f} | {spread:.4f} |")


def print_told(measured: Array, fits: Fits) -> None:
    """Print how well R365 is told from the visible."""
    truth = at_365(measured)
    inside, left_out = regression_on_bands(measured)
    rows = {
        "model, prior from the literature": at_365(fits.told),
        f"model, prior from other measured people ({FOLDS} folds)": at_365(fits.learned),
        "regression on R450, R550, R620, in sample": inside,
        "regression, each person left out": left_out,
    }
    print("\n| R365 told from 420-700 nm by | R2 | R2 of log R | RMSE | bias |\n|---|---|---|---|---|")
    for name, told in rows.items():
        logarithm = r_squared(np.log(truth), np.log(told))
        rmse, bias = np.sqrt(((told - truth) ** 2).mean()), (told - truth).mean()
        print(f"| {name} | {r_squared(truth, told):.3f} | {logarithm:.3f} | {rmse:.4f} | {bias:+.4f} |")


def simulate_people(population: Population) -> Array:
    """Return the spectra of simulated people, with gloss, (SIMULATED, L)."""
    rng = np.random.default_rng(2021)
    skins = [draw_person(rng, population).skin for _ in range(SIMULATED)]
    together = SkinOptics(
        **{f.name: np.array([float(getattr(skin, f.name)) for skin in skins]) for f in fields(skins[0])}
    )
    return reflectance(together) + GLOSS


def print_people(measured: Array) -> None:
    """Print the range of measured and simulated people."""
    groups = {"measured (100)": measured}
    groups |= {f"simulated, {mix} ({SIMULATED})": simulate_people(mix) for mix in Population}
    scales: dict[str, tuple[Callable[[Array], Array], str]] = {
        "ITA, degrees": (lambda spectra: individual_typology_angle(lab(spectra)), ".0f"),
        "melanin index": (melanin_index, ".0f"),
        "R365": (at_365, ".3f"),
    }
    print("\n| | people | least | 5 % | median | 95 % | most | mean |\n|---|---|---|---|---|---|---|---|")
    for scale, (measure, style) in scales.items():
        for name, spectra in groups.items():
            values = measure(spectra)
            shown = [*np.percentile(values, (0, 5, 50, 95, 100)), values.mean()]
            print(f"| {scale} | {name} | " + " | ".join(format(value, style) for value in shown) + " |")


def print_population(parameters: Array) -> None:
    """Print the constants of ``uvphoto.simulate.face.people``."""
    print("\nin the order of", ", ".join(free.name for free in FREE))
    for name, values in {"mean": parameters.mean(axis=0), "SD": parameters.std(axis=0)}.items():
        print(f"{name}: [" + ", ".join(f"{value:.2f}" for value in values) + "]")
    for row in np.corrcoef(parameters.T):
        print("    [" + ", ".join(f"{value:.2f}" for value in row) + "],")


def draw_figure(path: Path, measured: Array, fits: Fits) -> None:
    """Draw some people measured and fitted, and R365 told against measured."""
    figure = Figure(figsize=(9, 3.8), dpi=100, layout="constrained")
    left, right = figure.subplots(1, 2)
    order = np.argsort(measured[:, VISIBLE].mean(axis=1))
    for i, person in enumerate(order[[0, 9, 34, 64, 99]]):
        left.plot(WAVELENGTHS, measured[person], color=f"C{i}", label="measured" if i == 0 else None)
        dashed = {"linestyle": "--", "label": "fitted" if i == 0 else None}
        left.plot(WAVELENGTHS[FITTED], fits.whole.spectra[person, FITTED], color="black", linewidth=1, **dashed)
    left.set(xlabel="wavelength, nm", ylabel="reflectance factor", title="Five of 100 people", ylim=(0, None))
    left.legend(frameon=False)
    truth = at_365(measured)
    right.plot([0, 0.3], [0, 0.3], color="0.7", linewidth=1)
    right.scatter(truth, at_365(fits.told), s=12, label="prior from the literature")
    right.scatter(truth, at_365(fits.learned), s=12, marker="x", label="prior from other people")
    right.set(xlabel="R365 measured", ylabel="R365 told from 420-700 nm", title="UV from the visible", xlim=(0, 0.3))
    right.set(ylim=(0, 0.3), aspect="equal")
    right.legend(frameon=False)
    figure.savefig(path)


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spectra", type=Path, required=True, help="the file of NIST")
    parser.add_argument("--figure", type=Path, help="PNG to write")
    parser.add_argument("--population", action="store_true", help="print the constants of uvphoto.simulate.face.people")
    arguments = parser.parse_args()
    at, means, repeats = load_nist(arguments.spectra)
    measured = on_wavelengths(at, means)
    fits = Fits.of(measured)
    print_fit(measured, on_wavelengths(at, repeats), fits.whole)
    print_told(measured, fits)
    print_people(measured)
    if arguments.population:
        print_population(fits.whole.parameters)
    if arguments.figure:
        draw_figure(arguments.figure, measured, fits)


if __name__ == "__main__":
    main()
