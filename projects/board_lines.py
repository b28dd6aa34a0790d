"""A row of the list of projects in words: state, place, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms.area_filters import AreaRow
from projects.alerts import Alert, Limits, alerts_of
from projects.choices import (
    ENDED_STAGES,
    FINISHED_STAGES,
    REPOSITORY_STAGES,
    Category,
    Stage,
)
from projects.standing import Trouble


@dataclass(frozen=True, slots=True)
class State:
    """A project's state in one of the fixed words, with its look."""

    css: str
    icon: str
    label: str | Promise


BEGUN = State("info", "loader", _("Under way"))
DONE = State("good", "check", _("Works finished"))
WAITING = State("line", "circle", _("Works not begun"))
OVERDUE = State("bad", "circle-alert", _("Works not begun"))
STORED = State("line", "archive", _("In the repository"))
ENDED = State("line", "ban", _("Terminated or removed"))


def state_of(stage: str, trouble: int) -> State:
    if stage in ENDED_STAGES:
        return ENDED
    if stage in REPOSITORY_STAGES:
        return STORED
    if stage in FINISHED_STAGES:
        return DONE
    if stage == Stage.STARTED:
        return BEGUN
    return OVERDUE if trouble == Trouble.NOT_BEGUN else WAITING


@dataclass(frozen=True)
class Line:
    """``row`` holds the columns as read; amounts in 10,000 yuan, shares in per cent."""

    row: Mapping[str, Any]
    town: str
    village: str
    alerts: list[Alert]
    state: State

    @property
    def url(self) -> str:
        return reverse("projects:project", args=[self.row["pk"]])

    @property
    def category(self) -> str:
        return str(Category(self.row["category"]).label)

    @property
    def stage(self) -> str:
        return str(Stage(self.row["stage"]).label)

    @property
    def has_own_stage(self) -> bool:
        """Whether the stage says more than the state does."""
        return self.state not in (BEGUN, WAITING, OVERDUE)

    @cached_property
    def tick(self) -> Any:
        """Where the plan stands on the bar of works; none once they are finished."""
        return None if self.state in (DONE, ENDED, STORED) else self.row["planned"]


def lines(
    rows: Iterable[Mapping[str, Any]], areas: Iterable[AreaRow], today: dt.date
) -> list[Line]:
    """Rows with ``board.FIELDS``; the limits of what is told are asked for once."""
    limits, names = Limits.on(today), {area.code: area.name for area in areas}
    return [
        Line(
            row=row,
            town=names.get(row["area_id"][:9] + "000", ""),
            village=_village(row["area_id"], names),
            alerts=alerts_of(SimpleNamespace(**row), today, limits),
            state=state_of(row["stage"], row["trouble"]),
        )
        for row in rows
    ]


def _village(code: str, names: Mapping[str, str]) -> str:
    return "" if code.endswith("000") else names.get(code, code)
