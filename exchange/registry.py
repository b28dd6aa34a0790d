"""The rosters that can be exchanged. Apps register theirs in ``AppConfig.ready()``."""

from exchange.roster import Roster

_rosters: dict[str, Roster] = {}


def register(*rosters: Roster) -> None:
    for roster in rosters:
        if _rosters.setdefault(roster.key, roster) is not roster:
            raise ValueError(f"roster {roster.key} is registered twice")


def roster_for(key: str) -> Roster:
    """Raises KeyError for a key that nobody registered."""
    return _rosters[key]


def all_rosters() -> list[Roster]:
    """In the order of registration, which is the order on the upload page."""
    return list(_rosters.values())
