"""The change history of a household: which models it tells of, and its entries."""

from households.history.registry import Tracked, track, tracked_models
from households.history.telling import Change, Entry, fields_changed, history_of

__all__ = [
    "Change",
    "Entry",
    "Tracked",
    "fields_changed",
    "history_of",
    "track",
    "tracked_models",
]
