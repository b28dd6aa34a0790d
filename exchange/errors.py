"""What can be wrong with a file as a whole."""


class FileRefused(Exception):  # noqa: N818 - the name says what happened
    """The file cannot be taken; the message says why and what to do, for staff."""
