"""Ids in addresses, which are looked at before anything is looked up."""

from typing import Annotated

from fastapi import Path

_PATTERN = "^[0-9a-f]{32}$"

PersonId = Annotated[str, Path(pattern=_PATTERN)]
VisitId = Annotated[str, Path(pattern=_PATTERN)]
PhotoId = Annotated[str, Path(pattern=_PATTERN)]
JobId = Annotated[str, Path(pattern=_PATTERN)]
AccountId = Annotated[str, Path(pattern=_PATTERN)]
