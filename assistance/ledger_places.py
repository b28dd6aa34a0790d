"""Persons, villages and sites that an account may enter rows of a ledger about.

A department has no area: it enters its ledgers for every village, and learns of a
person only what it has typed itself.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Area, User
from accounts.scoping import department_range, user_range
from core.sensitive import digest_of
from households.models import Household, Member, ResettlementSite
from households.models.members import ID_NO
from households.querysets import MemberQuerySet
from households.rules import normalise_id_no

_EVERYWHERE = ("0" * 12, "9" * 12)
#: No code lies between them.
_NOWHERE = ("", "")


class NotFoundError(Exception):
    """Nobody is meant, or more than one: a sentence, and the field that it is about."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def _reach(user: User) -> tuple[str, str]:
    if department_range(user) is not None:
        return _EVERYWHERE
    return user_range(user) or _NOWHERE


def villages_for(user: User) -> Any:
    return Area.objects.in_range(*_reach(user)).current().villages().order_by("code")


def sites_for(user: User) -> Any:
    return ResettlementSite.objects.in_range(*_reach(user)).order_by("name")


def find_member(
    *, user: User, name: str, id_no: str = "", household_no: str = ""
) -> Member:
    """Whom a clerk means: by identity number, else by household and name, as in the
    files of the ledgers. Raises NotFoundError."""
    members = Member.objects.in_range(*_reach(user)).select_related("household")
    number = normalise_id_no(id_no)
    if number:
        return _by_number(members, number, name)
    if not household_no:
        raise NotFoundError("id_no", _("Give the identity number, or the household."))
    known = Household.objects.in_range(*_reach(user)).filter(household_no=household_no)
    if not known.exists():
        raise NotFoundError(
            "household_no",
            _("There is no household with this number in your area."),
        )
    return _by_name(members.filter(household__in=known, name=name))


def _by_number(members: MemberQuerySet, number: str, name: str) -> Member:
    found = members.filter(id_no_digest=digest_of(ID_NO, number))
    member = _present_first(found)
    if member is None:
        raise NotFoundError(
            "id_no", _("There is nobody with this identity number in your area.")
        )
    if member.name != name:
        raise NotFoundError(
            "name", _("The register has another name for this identity number.")
        )
    return member


def _by_name(found: MemberQuerySet) -> Member:
    if found.present().count() > 1:
        raise NotFoundError(
            "id_no",
            _("The household has two people of this name; give the number."),
        )
    member = _present_first(found)
    if member is None:
        raise NotFoundError("name", _("The household has no member of this name."))
    return member


def _present_first(found: MemberQuerySet) -> Member | None:
    return found.filter(Q(state="present")).first() or found.order_by("-pk").first()
