"""What was made of several photos of a person together: it goes with any of them."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from uvphoto.app.store import tables
from uvphoto.app.store.rows import files_of


def forget_derived(session: Session, person: str) -> list[str]:
    """Delete the jobs about a person as a whole, whose results show photos; return the names of their files.

    They can be done again from the photos that stay. One that is under way ends without a result.
    """
    about = (tables.Job.person_id == person) & tables.Job.photo_id.is_(None)
    files = files_of(session, tables.SealedFile.job_id.in_(select(tables.Job.id).where(about)))
    session.execute(delete(tables.Job).where(about))
    return files
