"""The verb that shows what uvphoto does, without any photo of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from uvphoto.analysis.analyse import Tools
    from uvphoto.conversion.converter import Converter
    from uvphoto.evaluation.demonstration import Conversion

SIZE = 420  # pixels of a picture's width on the page


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the photos and the page.")] = Path("demo"),
    *,
    seed: Annotated[int, typer.Option(min=0, help="Of the simulated person; another one, another face.")] = 21,
    weights: Annotated[str | None, typer.Option(help="Name or file of the weights; else the bundled ones.")] = None,
) -> None:
    """Convert a real photo and a simulated one, and measure spots.

    The real one is NASA's portrait of Eileen Collins (public domain), which scikit-image brings along; the simulated
    face comes with its true UV photo, and its spots are measured. Leaves demo.html and demo.png, the photos in full
    size, and the analysis.
    """
    from uvphoto.analysis.analyse import Tools
    from uvphoto.analysis.calibration import find_calibration
    from uvphoto.conversion.converter import load_converter
    from uvphoto.conversion.weights_store import WeightsStore
    from uvphoto.datasets.gallery.write import write_gallery
    from uvphoto.errors import FileError
    from uvphoto.evaluation.demonstration import lay_side_by_side

    found = WeightsStore.of_user().find(weights)
    converter = load_converter(found)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(out, f"cannot be made ({error.strerror})", "Choose another folder") from error
    shown = [_real_portrait(out, converter), _simulated_face(out, converter, seed)]
    sheet = lay_side_by_side(shown, converter.info, SIZE)
    for name in ("demo.html", "demo.png"):
        write_gallery(out / name, sheet)
    typer.echo(f"{out / 'demo.html'} (and demo.png): a real portrait and a simulated face, before and after conversion")
    _analyse(out / "simulated.png", out / "analysis", Tools(converter, find_calibration(found)))
    typer.echo(f"{out / 'analysis' / 'report.html'} (and report.png): the spots of the simulated face")


def _real_portrait(out: Path, converter: "Converter") -> "Conversion":
    from importlib.resources import as_file, files

    from uvphoto.conversion.convert import convert
    from uvphoto.conversion.scale import find_scale
    from uvphoto.evaluation.demonstration import Conversion
    from uvphoto.picture import Synthetic, read_colour, write_colour, write_uv

    with as_file(files("skimage.data") / "astronaut.png") as portrait:
        colour = read_colour(portrait).pixels
    scale = find_scale(colour)
    uv = convert(colour, converter, mm_per_pixel=scale.mm_per_pixel)
    write_colour(out / "portrait.png", colour)
    write_uv(out / "portrait_uv.png", uv, synthetic=Synthetic.CONVERTED)
    details = ("Photo by NASA", "Public domain", f"Scale {scale.mm_per_pixel:.2f} mm a pixel")
    return Conversion("Real portrait", details, colour, uv)


def _simulated_face(out: Path, converter: "Converter", seed: int) -> "Conversion":
    import numpy as np

    from uvphoto.conversion.convert import convert
    from uvphoto.datasets.simulated import SimulationSettings
    from uvphoto.datasets.simulated.person import draw_simulated
    from uvphoto.evaluation.demonstration import Conversion
    from uvphoto.metrics import psnr
    from uvphoto.picture import Synthetic, write_colour, write_uv
    from uvphoto.simulate.life import visit
    from uvphoto.simulate.photography import clinic_photo

    one = draw_simulated(SimulationSettings(people=1, seed=seed), 0)
    photo = clinic_photo(one.life, visit(one.life, 0), one.studio)
    colour, truth = photo.colour.astype(np.float32), photo.uv.astype(np.float32)
    uv = convert(colour, converter, mm_per_pixel=photo.view.mm_per_pixel)
    write_colour(out / "simulated.png", colour, synthetic=Synthetic.SIMULATED)
    write_uv(out / "simulated_uv.png", uv, synthetic=Synthetic.CONVERTED)
    write_uv(out / "simulated_true_uv.png", truth, synthetic=Synthetic.SIMULATED)
    nearness = f"{psnr(uv, truth, photo.skin_mask):.1f} dB from the true UV photo, on skin"
    details = (f"{one.life.person.age:.0f} years, {one.studio.camera.name}, seed {seed}", nearness)
    return Conversion("Simulated face", details, colour, uv, truth, is_simulated=True)


def _analyse(photo: Path, folder: Path, tools: "Tools") -> None:
    from uvphoto.analysis.analyse import analyse
    from uvphoto.analysis.files import Photo, write_analysis
    from uvphoto.picture import inspect, read_colour

    colour = read_colour(photo).pixels
    write_analysis(folder, Photo(photo, inspect(photo), colour), analyse(colour, tools), tools, {})
