"""Leads and what belongs to them, made for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import Area, User
from households import choices
from households.models import Lead
from households.services import leads

ANSWER: dict[str, Any] = {
    "outcome": choices.LeadOutcome.NOT_TRUE,
    "verifiers": "张桂兰、高磊",
    "fact": "入户见到本人，医药费已报销，生活正常",
}


def today(back: int = 0) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=back)


def make_lead(area: Area, by: User | None = None, **values: Any) -> Lead:
    """A declaration by the household itself, received ten days ago."""
    given: dict[str, Any] = {
        "source": choices.LeadSource.SELF_DECLARATION,
        "person_name": "赵德全",
        "content": "妻子住院，自付三万元",
        "received_on": today(10),
    }
    return leads.create_lead(area=area, by=by, **{**given, **values})


def answer(lead: Lead, by: User | None, **values: Any) -> Lead:
    given = {"verified_on": today(1), **ANSWER, **values}
    return leads.answer_lead(lead=lead, by=by, **given)
