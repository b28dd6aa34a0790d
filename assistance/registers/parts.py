"""Columns and conditions that the lists of ledgers share."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.registers import Shown
from households.rules import looks_like_id_no


def person_column() -> Shown:
    """Name, with the household's head under it."""
    return Shown(
        name="member__name",
        heading=_("Name"),
        under=Shown(name="household__head_name", heading=_("Head")),
    )


def head_column() -> Shown:
    return Shown(
        name="household__head_name",
        heading=_("Head"),
        under=Shown(name="household__household_no"),
    )


def place_column() -> Shown:
    return Shown(
        name="household__village_id",
        heading=_("Village"),
        area=True,
        sorts=True,
        card="line",
    )


def number_search(text: str) -> tuple[str, Promise] | None:
    """An identity number typed into a search must not stay in the address; where
    numbers are looked up by POST, departments do not come."""
    if not looks_like_id_no(text):
        return None
    return (
        "assistance:ledgers",
        _(
            "Ledgers are searched by name or household number. Look up an identity "
            "number in the register of households."
        ),
    )


#: What a list of rows about persons searches by and is sorted by.
OF_PERSON: dict[str, Any] = {
    "order": "household__village_id",
    "names": "member__name",
    "numbers": "household__household_no",
    "search": _("Name or household number"),
    "diverts": number_search,
    "permission": "assistance.view_ledger",
}
OF_HOUSEHOLD: dict[str, Any] = {**OF_PERSON, "names": "household__head_name"}
