"""What can be wrong with a file as a whole."""


class FileRefused(Exception):  # noqa: N818 - the name says what happened
    """The file cannot be taken; the message says why and what to do, for staff."""


class NoHeader(FileRefused):
    """No row of the file has the headings that a roster is recognised by."""
