"""A day in an address, written ``2026-10-01``."""

import datetime as dt


class DayConverter:
    """Path converter, so that a view is given a date and a wrong one is 404."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return str(value)
