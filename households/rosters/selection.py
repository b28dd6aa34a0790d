"""Which rows an export or a template lists, by the filters of the list page."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.forms.area_filters import area_rows
from accounts.models import User
from core.months import Month
from households import choices
from households.forms.filters import ALL, RegisterFilters
from households.models import Household, Member, Responsibility
from households.querysets import HouseholdQuerySet, MemberQuerySet


def chosen_households(user: User, query: Mapping[str, str]) -> HouseholdQuerySet:
    """Households of the account's area that the roster page's filters select."""
    filters = RegisterFilters(QueryDict(urlencode(query)), areas=area_rows(user))
    return filters.apply(Household.objects.visible_to(user))


def all_members(user: User, query: Mapping[str, str]) -> MemberQuerySet:
    households = chosen_households(user, {"state": ALL, **query})
    return Member.objects.present().filter(household__in=households)


def monitored_members(user: User, query: Mapping[str, str]) -> MemberQuerySet:
    return all_members(user, query).filter(
        household__in=Household.objects.visible_to(user).monitored()
    )


def exited_members(user: User, query: Mapping[str, str]) -> MemberQuerySet:
    return all_members(user, query).filter(
        household__household_type=choices.HouseholdType.EXITED
    )


def current_responsibilities(
    user: User, query: Mapping[str, str]
) -> QuerySet[Responsibility]:
    households = chosen_households(user, {"state": ALL, **query})
    return Responsibility.objects.filter(household__in=households, ended_on=None)


def to_visit(user: User, query: Mapping[str, str]) -> HouseholdQuerySet:
    """Households of a village (or of the whole area) that are due in a month."""
    households = Household.objects.visible_to(user).due_in(Month.parse(query["month"]))
    if query.get("village"):
        households = households.filter(village__code=query["village"])
    return households
