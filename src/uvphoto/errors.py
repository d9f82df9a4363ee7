"""What can go wrong, as one tree.

Every error of ours says what is wrong, where, and what to do about it. Programming mistakes
(a wrong shape, a value out of range) stay Python's own ``ValueError`` and ``TypeError``.

    UvphotoError
    ├── FileError           a file or folder cannot be used
    │   ├── PictureError    a picture cannot be read or written as asked
    │   ├── DataSetError    a folder is not the data set that it should be
    │   ├── WeightsError    a file does not hold the weights that it should
    │   └── RecordError     a record of persons cannot be used, or does not hold what is asked of it
    ├── UnusablePhotoError  a photo does not show what is to be measured
    ├── MissingExtraError   an optional part of the installation is needed
    └── SettingsError       a setting or an argument makes no sense
"""

from pathlib import Path


class UvphotoError(Exception):
    """Anything that a user can mend; the command line shows its text and ends with code 2."""


class FileError(UvphotoError):
    """A file or folder cannot be used: which, why, and what to do."""

    def __init__(self, path: Path | str, problem: str, remedy: str) -> None:
        self.path = Path(path)
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{path}: {problem}. {remedy}.")

    def __reduce__(self) -> tuple[type["FileError"], tuple[Path, str, str]]:
        # Exceptions cross process borders by pickling; the default would pass the joined message alone.
        return type(self), (self.path, self.problem, self.remedy)


class PictureError(FileError):
    """A picture file cannot be read or written as asked."""


class DataSetError(FileError):
    """A folder is not a data set, or not the one that was expected."""


class WeightsError(FileError):
    """A file does not hold weights of a network, or not those that were expected."""


class RecordError(FileError):
    """A record of persons cannot be used, or does not hold what is asked of it."""


class UnusablePhotoError(UvphotoError):
    """A photo does not show what is to be measured; whoever knows its file puts the name before the message."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem}. {remedy}.")

    def __reduce__(self) -> tuple[type["UnusablePhotoError"], tuple[str, str]]:
        return type(self), (self.problem, self.remedy)


class MissingExtraError(UvphotoError):
    """An optional part of the installation is needed; the message names the command that adds it."""

    def __init__(self, purpose: str, extra: str) -> None:
        self.purpose = purpose
        self.extra = extra
        super().__init__(f"{purpose} needs the extra '{extra}': pip install 'uvphoto[{extra}]'")

    def __reduce__(self) -> tuple[type["MissingExtraError"], tuple[str, str]]:
        return type(self), (self.purpose, self.extra)


class SettingsError(UvphotoError):
    """A setting or an argument makes no sense; the message names it and says what would."""
