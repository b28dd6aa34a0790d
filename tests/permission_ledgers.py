"""What the ledgers say of a household of ``tests.permission_world``."""

import datetime as dt

from django.utils import timezone

from assistance.models import (
    CardLine,
    Dividend,
    LedgerKeeper,
    NoApplication,
    PublicPost,
    Subsidy,
)
from households.models import Member
from tests.factories import DepartmentFactory


def post_of(member: Member) -> None:
    """Held since the spring, and never paid; the one department keeps the ledger."""
    LedgerKeeper.objects.get_or_create(ledger="posts", department=DepartmentFactory())
    canary = member.household.remark
    PublicPost.objects.create(
        household=member.household,
        member=member,
        name=canary or "保洁员",
        post_type="cleaner",
        employer=canary or "柳树沟村委会",
        started_on=dt.date(2026, 3, 1),
        monthly_wage=600,
    )


def card_of(member: Member) -> None:
    """A line in arrears, two nobody applied for, one of them with a reason, and a
    dividend that is not paid."""
    household, day = member.household, timezone.localdate() - dt.timedelta(days=90)
    canary = household.remark
    states = {"post_wage": "late", "nursing": "not_applied", "living": "declined"}
    for benefit, state in states.items():
        CardLine.objects.create(
            household=household,
            member=member,
            benefit=benefit,
            period=canary[:12],
            state=state,
            due_on=day if state == "late" else None,
            arrears=600 if state == "late" else 0,
            refreshed_on=timezone.localdate(),
        )
    NoApplication.objects.create(
        household=household,
        member=member,
        benefit="living",
        reason="unwilling",
        note=canary,
        decided_on=day,
    )
    Dividend.objects.create(
        village=household.village,
        collective=canary or "柳树沟股份合作社",
        year=day.year,
        total_amount=80_000,
        due_on=day,
    )


def subsidy_of(member: Member) -> Subsidy:
    """Open, in a ledger that the one department keeps."""
    LedgerKeeper.objects.get_or_create(ledger="yulu", department=DepartmentFactory())
    canary = member.household.remark
    return Subsidy.objects.create(
        household=member.household,
        member=member,
        kind="yulu",
        period="2026春",
        institution=canary or "安澜市职教中心",
        due_amount=1500,
        note=canary,
    )
