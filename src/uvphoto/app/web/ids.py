"""Ids in addresses, which are looked at before anything is looked up."""

from typing import Annotated

from fastapi import Path

PATTERN = "^[0-9a-f]{32}$"

PersonId = Annotated[str, Path(pattern=PATTERN)]
VisitId = Annotated[str, Path(pattern=PATTERN)]
PhotoId = Annotated[str, Path(pattern=PATTERN)]
JobId = Annotated[str, Path(pattern=PATTERN)]
AccountId = Annotated[str, Path(pattern=PATTERN)]
