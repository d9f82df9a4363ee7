"""The pages: a module for each, with its routes."""

from fastapi import APIRouter, Depends, FastAPI

from uvphoto.app.security.forms import check_form
from uvphoto.app.security.roles import default_need, identify
from uvphoto.app.web import (
    about,
    accounts,
    coach,
    compare,
    derived,
    downloads,
    export,
    forecast,
    history,
    install,
    jobs,
    login,
    ondevice,
    password,
    people,
    photos,
    pictures,
    preferences,
    settings,
    setup,
    start,
)

OPEN_TO_ALL: tuple[APIRouter, ...] = (
    login.router,
    setup.router,
    preferences.router,
    install.router,
    password.router,
)
"""Pages that nobody has to log in for, or that ask by themselves."""

PAGES: tuple[APIRouter, ...] = (
    start.router,
    people.router,
    photos.router,
    coach.router,
    pictures.router,
    downloads.router,
    export.router,
    settings.router,
    accounts.router,
    about.router,
    jobs.router,
    history.router,
    compare.router,
    forecast.router,
    derived.router,
    ondevice.router,
)
"""Pages that ask who comes: readers look, clinicians change, unless a route asks for more. A line for each."""


def add_routes(app: FastAPI) -> None:
    """Add all pages to an app, each behind what guards it."""
    for router in OPEN_TO_ALL:
        app.include_router(router, dependencies=[Depends(identify), Depends(check_form)])
    for router in PAGES:
        app.include_router(router, dependencies=[Depends(identify), Depends(default_need), Depends(check_form)])
