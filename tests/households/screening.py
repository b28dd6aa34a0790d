"""Screening rounds and results for the tests."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from households import choices
from households.models import Household, ScreeningResult, ScreeningRound
from households.services.screening import ResultData, record_result
from households.services.screening_rounds import create_round


def begun(by: User, **more: Any) -> ScreeningRound:
    """A round over the whole city that began ten days ago and runs twenty more."""
    today = timezone.localdate()
    given: dict[str, Any] = {
        "number": 1,
        "name": "第一轮集中排查",
        "starts_on": today - dt.timedelta(days=10),
        "ends_on": today + dt.timedelta(days=20),
        "population": choices.Population.RESIDENT,
        "areas": [],
    }
    return create_round(**{**given, **more}, by=by)


def found(outcome: str = "no_risk", **more: Any) -> ResultData:
    given: dict[str, Any] = {
        "screened_on": timezone.localdate(),
        "outcome": outcome,
        "screened_by": "张桂兰",
        "note": "住院自付三万元" if outcome == "suspected" else "",
    }
    return ResultData(**{**given, **more})


def screen(
    round_: ScreeningRound,
    household: Household,
    by: User | None,
    outcome: str = "no_risk",
    *,
    base_version: int | None = None,
    **more: Any,
) -> ScreeningResult:
    return record_result(
        round_=round_,
        household=household,
        data=found(outcome, **more),
        recorded_by=by,
        entered_through=choices.EntryChannel.FORM,
        base_version=base_version,
    )
