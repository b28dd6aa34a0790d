"""The start of the process that makes the rows: sets up Django before anything that
needs it is imported."""

from importlib import import_module
from multiprocessing.connection import Connection

import django


def run(there: Connection, wanted: bytes) -> None:
    """``wanted`` stays packed until its classes may be imported."""
    django.setup()
    import_module("dashboards.demo.making").make(there, wanted)
