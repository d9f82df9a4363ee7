"""Where an archive is, where its data set goes, and where that stays which tells who the people are."""

import json
from dataclasses import dataclass
from pathlib import Path

from uvphoto.datasets.processes import LOCK_FILE
from uvphoto.datasets.storage import write_text
from uvphoto.errors import DataSetError

_MARK = "archive.json"  # in the private folder: of which archive it is, and of which data set


@dataclass(frozen=True)
class Places:
    """The folders of a preparation.

    Attributes:
        source: the archive; never written to.
        out: the data set.
        private: the report, the key, and what a run needs to go on; not to be handed on.
        key: the key file.

    """

    source: Path
    out: Path
    private: Path
    key: Path

    @classmethod
    def of(cls, source: Path, out: Path, private: Path | None, key: Path | None) -> "Places":
        """Return the folders, the private one beside the data set where nothing else is said."""
        private = private or out.with_name(f"{out.resolve().name}-private")
        return cls(source, out, private, key or private / "key.csv")

    @property
    def pairs(self) -> Path:
        """The folder of the pairs' files in the data set."""
        return self.out / "pairs"

    @property
    def records(self) -> Path:
        """The folder that says what came of each pair."""
        return self.private / "pairs"

    @property
    def pictures(self) -> Path:
        """The folder of the report's pictures."""
        return self.private / "pictures"

    def check(self) -> None:
        """Make sure that nothing is lost or mixed up by writing there.

        Raises:
            DataSetError: one folder lies in another, or holds something else.

        """
        archive, out, private, key = (path.resolve() for path in (self.source, self.out, self.private, self.key))
        for folder in (out, private):
            if folder.is_relative_to(archive) or archive.is_relative_to(folder):
                problem = f"and the archive {archive} lie one in the other"
                raise DataSetError(folder, problem, "Choose a folder beside it")
        if private.is_relative_to(out) or key.is_relative_to(out) or out.is_relative_to(private):
            problem = f"would hand what tells who the people are on with the data set {out}"
            raise DataSetError(key if key.is_relative_to(out) else private, problem, "Choose a place beside it")
        told = self._told()
        if told is None and (_holds_something(self.private) or _holds_something(self.out)):
            full = self.private if _holds_something(self.private) else self.out
            raise DataSetError(full, "holds other files", "Choose a new folder, or empty this one")
        if told is not None and told != self._mark():
            was = f"the archive {told.get('archive')} and the data set {told.get('data set')}"
            raise DataSetError(self.private, f"belongs to {was}", "Choose another --private or --out")

    def make(self) -> None:
        """Make the folders, the private one for this user alone.

        Raises:
            OSError: one cannot be made.

        """
        self.private.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.pairs, self.records, self.pictures):
            folder.mkdir(parents=True, exist_ok=True)
        write_text(self.private / _MARK, json.dumps(self._mark(), indent=1) + "\n")

    def _mark(self) -> dict[str, str]:
        return {"archive": str(self.source.resolve()), "data set": str(self.out.resolve())}

    def _told(self) -> dict[str, str] | None:
        try:
            told = json.loads((self.private / _MARK).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise DataSetError(self.private / _MARK, f"is damaged ({error})", "Choose another --private") from error
        return told if isinstance(told, dict) else {}


def _holds_something(folder: Path) -> bool:
    if folder.exists() and not folder.is_dir():
        raise DataSetError(folder, "is no folder", "Choose another place")
    return folder.exists() and any(path.name != LOCK_FILE for path in folder.iterdir())
