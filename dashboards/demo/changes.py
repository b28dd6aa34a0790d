"""Changes of the last twelve months, from what members and households already tell.

Who joined or left gets a change, households that ended get theirs; a few moved within
their township or changed their head. Written after the households, before the months.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max

from accounts.models import Area, User
from dashboards.demo import staff
from dashboards.demo.dice import Dice
from households.choices import ChangeKind, MemberState, RegisterState, Relation
from households.models import Household, HouseholdChange, Member

_DAYS_BACK = 365
_MOVES = 6
_HEADS = 5
_ENDED = {
    RegisterState.WITHDRAWN: ChangeKind.WITHDRAWN,
    RegisterState.EXTINCT: ChangeKind.EXTINCT,
    RegisterState.MOVED_OUT: ChangeKind.MOVED_OUT,
}
_MOVED_WHY = ("易地搬迁后落户新村", "投靠子女，户籍随迁", "原宅基地复垦，集中安置")
_HEAD_WHY = ("原户主常年在外务工", "原户主年老，由配偶办理各项手续")


def write_changes(day: dt.date, seed: int) -> int:
    """Returns how many changes were written."""
    dice = Dice(f"{seed}:changes")
    since = day - dt.timedelta(days=_DAYS_BACK)
    clerk = User.objects.get(username=staff.MAIN_ACCOUNTS[2].username)
    rows = [
        *_joined(since),
        *_left(since),
        *_ended(since),
        *_moved(dice, day),
        *_headed(dice, day),
    ]
    for row in rows:
        row.recorded_by = clerk
    rows.sort(key=lambda row: row.effective_on)
    HouseholdChange.objects.bulk_create(rows)
    return len(rows)


def _joined(since: dt.date) -> Iterable[HouseholdChange]:
    members = Member.objects.filter(joined_on__gte=since).exclude(join_reason="")
    for member in members.defer("id_no", "phone", "illness"):
        assert member.joined_on is not None  # noqa: S101 - for the type checker
        yield HouseholdChange(
            kind=ChangeKind.MEMBER_JOINED,
            household_id=member.household_id,
            member=member,
            effective_on=member.joined_on,
            persons=1,
            reason=member.get_join_reason_display(),
            details={"came": [member.pk]},
        )


def _left(since: dt.date) -> Iterable[HouseholdChange]:
    gone = Member.objects.filter(
        left_on__gte=since, household__state=RegisterState.ACTIVE
    )
    for member in gone.defer("id_no", "phone", "illness"):
        assert member.left_on is not None  # noqa: S101 - for the type checker
        withdrawn = member.state == MemberState.WITHDRAWN
        yield HouseholdChange(
            kind=ChangeKind.MEMBER_WITHDRAWN if withdrawn else ChangeKind.MEMBER_LEFT,
            household_id=member.household_id,
            member=member,
            effective_on=member.left_on,
            persons=1,
            reason=member.get_leave_reason_display(),
            details={"left": [member.pk]},
        )


def _ended(since: dt.date) -> Iterable[HouseholdChange]:
    """Without what an undo needs: these ended before changes were recorded."""
    ended = Household.objects.filter(state__in=_ENDED)
    days = ended.annotate(day=Max("members__left_on")).filter(day__gte=since)
    last = dict(days.values_list("pk", "day"))
    for household in ended.filter(pk__in=last):
        yield HouseholdChange(
            kind=_ENDED[RegisterState(household.state)],
            household=household,
            effective_on=last[household.pk],
            persons=household.members.filter(left_on=last[household.pk]).count(),
            reason=household.remark or "最后一名成员去世",
        )


def _moved(dice: Dice, day: dt.date) -> Iterable[HouseholdChange]:
    """They live where they are now; the village they came from is next to it."""
    villages = list(Area.objects.villages().current().order_by("code"))
    towns: dict[str, list[Area]] = {}
    for village in villages:
        towns.setdefault(village.code[:9], []).append(village)
    for household in _quiet(_MOVES):
        others = [
            village
            for village in towns[household.village_id[:9]]
            if village.code != household.village_id
        ]
        if others:
            yield HouseholdChange(
                kind=ChangeKind.MOVED,
                household=household,
                effective_on=day - dt.timedelta(days=dice.between(20, 300)),
                from_village=dice.one(others),
                to_village_id=household.village_id,
                persons=household.persons,
                reason=dice.one(_MOVED_WHY),
                details={"group_no": household.group_no, "hamlet": household.hamlet},
            )


def _headed(dice: Dice, day: dt.date) -> Iterable[HouseholdChange]:
    """The wife heads the household since; the former head is her husband."""
    for household in _quiet(_HEADS, skip=_MOVES):
        members = {
            member.relation: member
            for member in household.members.present()
            if member.relation in {Relation.HEAD, Relation.SPOUSE}
        }
        if len(members) == 2:
            head, spouse = members[Relation.HEAD], members[Relation.SPOUSE]
            yield HouseholdChange(
                kind=ChangeKind.HEAD_CHANGED,
                household=household,
                member=head,
                effective_on=day - dt.timedelta(days=dice.between(15, 320)),
                persons=1,
                reason=dice.one(_HEAD_WHY),
                details={
                    "relations": {
                        str(head.pk): Relation.SPOUSE,
                        str(spouse.pk): Relation.HEAD,
                    }
                },
            )


def _quiet(count: int, skip: int = 0) -> list[Household]:
    """Households out of poverty that nothing else is told of in the demonstration."""
    rows = Household.objects.active().filter(
        household_type="exited", monitoring_state="none", persons__gte=3
    )
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    step = max(len(keys) // (_MOVES + _HEADS + 1), 1)
    chosen = keys[step * (skip + 1) :: step][:count]
    return list(Household.objects.filter(pk__in=chosen).order_by("pk"))
