"""What the audit log is told of those who look."""

from fastapi import Request

from uvphoto.app.core import core_of
from uvphoto.app.security.roles import Identity


def note_look(request: Request, who: Identity, what: str, person: str, detail: str = "") -> None:
    """Note that somebody looked at what is a person's; where nobody has to log in, there is only one who could.

    Args:
        request: that is answered.
        who: looks.
        what: was looked at, such as ``person.view``.
        person: id.
        detail: other ids and plain facts.

    """
    if who.account is not None:
        core_of(request).stores.audit.note(who.name, what, person, detail)
