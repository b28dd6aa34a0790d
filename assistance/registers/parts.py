"""Columns and conditions that the lists of ledgers share."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from exchange.registers import Shown


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


#: What a list of rows about persons searches by and is sorted by.
OF_PERSON: dict[str, Any] = {
    "order": "household__village_id",
    "names": "member__name",
    "numbers": "household__household_no",
    "search": _("Name or household number"),
    "permission": "assistance.view_ledger",
}
OF_HOUSEHOLD: dict[str, Any] = {**OF_PERSON, "names": "household__head_name"}
