"""All that a data folder holds, opened at once: by the server, and by the process that works."""

from dataclasses import dataclass
from pathlib import Path

from uvphoto.app.store.accounts import Accounts
from uvphoto.app.store.audit import AuditLog
from uvphoto.app.store.database import Database
from uvphoto.app.store.jobs import Jobs
from uvphoto.app.store.people import People
from uvphoto.app.store.photos import Photo, Photos
from uvphoto.app.store.results import Results
from uvphoto.app.store.sessions import Sessions
from uvphoto.app.store.sun import Suns
from uvphoto.app.store.visits import Visit, Visits
from uvphoto.app.vault.vault import Vault

DATABASE_FILE = "app.db"
VAULT_FOLDER = "vault"


@dataclass(frozen=True)
class Stores:
    """What the app keeps; any number of threads may use it at once."""

    database: Database
    vault: Vault
    accounts: Accounts
    sessions: Sessions
    people: People
    visits: Visits
    photos: Photos
    results: Results
    jobs: Jobs
    audit: AuditLog
    suns: Suns

    @classmethod
    def open(cls, folder: Path, master: bytes) -> "Stores":
        """Open what a data folder holds; an empty one is begun.

        Raises:
            FileError: its database cannot be used.

        """
        database, vault = Database(folder / DATABASE_FILE), Vault(folder / VAULT_FOLDER, master)
        database.prepare()
        people, visits = People(database, vault), Visits(database, vault)
        photos = Photos(database, vault, people)
        return cls(
            database=database,
            vault=vault,
            accounts=Accounts(database),
            sessions=Sessions(database),
            people=people,
            visits=visits,
            photos=photos,
            results=Results(database, vault, people, visits, photos),
            jobs=Jobs(database),
            audit=AuditLog(database),
            suns=Suns(database, vault, people),
        )

    def visits_with_photos(self, person: str) -> list[tuple[Visit, list[Photo]]]:
        """Return a person's visits by date, each with its photos.

        Raises:
            NotThereError: there is no such person.

        """
        photos = self.photos.of(person)
        return [(visit, [one for one in photos if one.visit == visit.id]) for visit in self.visits.of(person)]

    def close(self) -> None:
        """Close the database."""
        self.database.close()
