"""What a form brings, told in the description of the routes."""

from typing import Any


def form_of(*required: str, optional: tuple[str, ...] = (), file: str | None = None) -> dict[str, Any]:
    """Return what a route says of its form: ``router.post(..., openapi_extra=form_of("name"))``.

    Args:
        required: names of fields.
        optional: names of fields that may be missing.
        file: name of the field that holds a file; None: there is none.

    """
    fields: dict[str, Any] = {name: {"type": "string"} for name in (*required, *optional, "csrf")}
    needed = [*required, "csrf"]
    if file is not None:
        fields[file] = {"type": "string", "format": "binary"}
        needed.append(file)
    kind = "application/x-www-form-urlencoded" if file is None else "multipart/form-data"
    schema = {"type": "object", "properties": fields, "required": needed}
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema}}}}
