"""Which rows an export or a prefilled template lists, by the filters of the list page."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.models import User
from households import choices
from households.forms.filters import ALL, RegisterFilters
from households.models import Household, Member
from households.querysets import HouseholdQuerySet, MemberQuerySet
from households.register_rows import area_rows


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
