"""What our files carry in a hidden sheet, to be known when they come back."""

from django.core import signing

from exchange.roster import Roster

_SALT = "exchange.export"


def token(roster: Roster, as_of: str) -> str:
    """What a file carries so that it is known again: its roster and its time."""
    return signing.dumps({"roster": roster.key, "at": as_of}, salt=_SALT)


def read_token(text: str) -> tuple[str, str] | None:
    """(roster key, time of the export), or None for what we did not write."""
    try:
        told = signing.loads(text, salt=_SALT)
        return str(told["roster"]), str(told["at"])
    except (signing.BadSignature, KeyError, TypeError):
        return None
