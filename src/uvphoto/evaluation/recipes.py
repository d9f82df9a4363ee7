"""The recipes that came with the package."""

from importlib import resources
from pathlib import Path

from uvphoto.errors import FileError


def find_recipe(name: str) -> Path:
    """Return the file of a recipe: in the wheel beside the weights, in a clone in its folder ``recipes``.

    Args:
        name: without ending: "pix2pix-paper".

    Raises:
        FileError: there is none of that name.

    """
    package = Path(str(resources.files("uvphoto")))
    places = (package / "conversion" / "weights" / "recipes", package.parents[1] / "recipes")
    for folder in places:
        if (folder / f"{name}.toml").is_file():
            return folder / f"{name}.toml"
    raise FileError(f"{name}.toml", "did not come with this installation", "Name a recipe of your own with --recipe")
