"""Options that several verbs share."""

from typing import Annotated

import typer

from uvphoto.skin.white_balance.method import Method

WhiteBalance = Annotated[
    Method, typer.Option(help="By what colours are balanced first: none, auto, card, sclera or skin.")
]
