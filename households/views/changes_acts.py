"""The kinds of changes as acts: title, form, and the service that each calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, User
from households.choices import ChangeKind
from households.forms import changes as forms
from households.models import Household
from households.services import changes

Text = str | Promise
#: Runs an act from a checked form; returns a household that came of it, if any.
Run = Callable[[Household, User, Any], Household | None]
_ENDS = _(
    "Members and the responsible person are end-dated. Running procedures and "
    "deadlines are stopped; open leads stay and are still to be answered."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    kind: ChangeKind
    icon: str
    #: What it is for, on the page that offers the kinds.
    purpose: Text
    #: What follows, on the pages that ask for it.
    note: Text = ""
    form: Any
    run: Run
    permission: str = "households.change_household"
    #: Whole-household endings stand apart, in the colour of danger.
    ends: bool = False
    has_members: bool | None = True

    @property
    def label(self) -> Text:
        return self.kind.label

    def fits(self, household: Household) -> bool:
        """Whether it makes sense for a household: some need members, one needs none."""
        return self.has_members is None or self.has_members == bool(household.persons)


def _join(household: Household, by: User, form: Any) -> None:
    data = form.cleaned_data
    changes.member_joined(
        household=household,
        by=by,
        on=data["on"],
        reason=data["reason"],
        note=data["note"],
        values=form.values(),
        secrets=form.secrets(),
    )


def _leave(household: Household, by: User, form: Any) -> None:
    changes.member_left(by=by, **form.cleaned_data)


def _head(household: Household, by: User, form: Any) -> None:
    changes.change_head(household=household, by=by, **form.cleaned_data)


def _move(household: Household, by: User, form: Any) -> None:
    data = dict(form.cleaned_data)
    to_village = Area.objects.visible_to(by).get(code=data.pop("to_village"))
    changes.move_household(household=household, by=by, to_village=to_village, **data)


def _split(household: Household, by: User, form: Any) -> Household:
    return changes.split_household(household=household, by=by, **form.cleaned_data)


def _merge(household: Household, by: User, form: Any) -> Household:
    data = dict(form.cleaned_data)
    into: Household = data.pop("into_no")
    changes.merge_households(household=household, into=into, by=by, **data)
    return into


def _ending(service: Callable[..., Any]) -> Run:
    def run(household: Household, by: User, form: Any) -> None:
        service(household=household, by=by, **form.cleaned_data)

    return run


_LISTED = (
    Act(
        kind=ChangeKind.MEMBER_JOINED,
        icon="user-plus",
        purpose=_("A birth, a marriage into the household, somebody who comes back."),
        form=forms.JoinForm,
        run=_join,
        has_members=None,
    ),
    Act(
        kind=ChangeKind.MEMBER_LEFT,
        icon="user-minus",
        purpose=_("A death, a marriage out; also a person recorded by mistake."),
        form=forms.LeaveMemberForm,
        run=_leave,
    ),
    Act(
        kind=ChangeKind.HEAD_CHANGED,
        icon="user-check",
        purpose=_("Another member heads the household; the former head stays."),
        note=_("The relations to the new head follow; check them in the list below."),
        form=forms.HeadForm,
        run=_head,
    ),
    Act(
        kind=ChangeKind.MOVED,
        icon="truck",
        purpose=_("To another village of the city."),
        note=_(
            "Open leads, procedures and deadlines go along; closed months stay as they "
            "were reported. A township moves households within itself, the bureau "
            "across townships."
        ),
        form=forms.MoveForm,
        run=_move,
        has_members=None,
    ),
    Act(
        kind=ChangeKind.SPLIT,
        icon="split",
        purpose=_("Some members go into a household of their own."),
        note=_(
            "Both keep their history. The new household gets the same village and "
            "responsible person; its members begin there on this day."
        ),
        form=forms.SplitForm,
        run=_split,
    ),
    Act(
        kind=ChangeKind.MERGED,
        icon="merge",
        purpose=_("All members go into another household of the village."),
        note=_ENDS,
        form=forms.MergeForm,
        run=_merge,
        ends=True,
    ),
    Act(
        kind=ChangeKind.MOVED_OUT,
        icon="log-out",
        purpose=_("The whole household leaves the city."),
        note=_ENDS,
        form=forms.EndForm,
        run=_ending(changes.move_out),
        ends=True,
    ),
    Act(
        kind=ChangeKind.EXTINCT,
        icon="archive",
        purpose=_("No living member is left; each departure is recorded before."),
        note=_ENDS,
        form=forms.EndForm,
        run=_ending(changes.declare_extinct),
        ends=True,
        has_members=False,
    ),
    Act(
        kind=ChangeKind.WITHDRAWN,
        icon="ban",
        purpose=_(
            "The identification was wrong; the household never counts as monitored."
        ),
        note=_ENDS,
        form=forms.EndForm,
        run=_ending(changes.withdraw_household),
        permission="households.withdraw_household",
        ends=True,
        has_members=None,
    ),
)
ACTS = {act.kind.value: act for act in _LISTED}


def acts_for(household: Household, user: User) -> list[Act]:
    """Acts that an account may do to a household as it stands."""
    if household.state != "active":
        return []
    return [
        act for act in ACTS.values() if user.may(act.permission) and act.fits(household)
    ]
