"""What can be wrong with a file as a whole."""

from typing import Any


class FileRefused(Exception):  # noqa: N818 - the name says what happened
    """The file cannot be taken; the message says why and what to do, for staff.

    ``entry`` is what the access log keeps of it (arguments of ``log_access``): the
    transaction that found it out is rolled back.
    """

    def __init__(self, message: str, *, entry: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.entry = entry


class NoHeader(FileRefused):
    """No row of the file has the headings that a roster is recognised by."""
