"""The number of a lead as people write it: ``XS2026-000123``."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?:XS\d{4}-)?0*(\d{1,18})", re.IGNORECASE)


def read_number(text: str) -> int | None:
    """The key behind a number, or behind its digits; None for anything else.

    >>> read_number("xs2026-000123")
    123
    """
    found = _NUMBER.fullmatch("".join(text.split()))
    return int(found[1]) if found else None
