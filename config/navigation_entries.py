"""What the side navigation is made of."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Entry:
    label: str | Promise
    url_name: str
    icon: str
    permission: str = ""
    #: URL names that also light this entry up.
    also: tuple[str, ...] = ()
    #: Counter of ``households.badges`` beside the label.
    badge: str = ""
    #: Another action that also shows the entry.
    either: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: str | Promise
    entries: tuple[Entry, ...]
