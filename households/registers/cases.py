"""The list of procedures: what waits where, and until when (办理进度)."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from exchange.registers import Filter, Register, Shown
from households import choices
from households.models import Case, Deadline
from households.procedures.tables import PROCEDURES, Level
from households.registers.parts import OF_HOUSEHOLD, place_column, time_left

#: Levels as a list asks for them. Comparing data is the township's work here.
LEVELS = (
    ("village", gettext_lazy("Village")),
    ("town", gettext_lazy("Township")),
    ("county", gettext_lazy("County")),
)
_OF_LEVEL = {
    "village": {Level.VILLAGE},
    "town": {Level.TOWN, Level.DATA},
    "county": {Level.COUNTY},
}
STATES = (("running", gettext_lazy("Running")), ("ended", gettext_lazy("Ended")))


def _in_state(rows: Any, value: str) -> Any:
    return rows.running() if value == "running" else rows.exclude(result="")


def waiting_at(rows: Any, value: str) -> Any:
    """Procedures whose next step is a level's to take."""
    steps = {
        str(rule.step)
        for procedure in PROCEDURES.values()
        for rule in procedure.steps
        if rule.level in _OF_LEVEL[value]
    }
    return rows.running().filter(step__in=steps)


def _due() -> Subquery:
    """The nearest day on which one of the procedure's clocks is due."""
    clocks = Deadline.objects.running().filter(
        subject_kind="case", subject_id=OuterRef("pk")
    )
    nearest = clocks.order_by("due_on").values("due_on")[:1]
    return Subquery(nearest, output_field=DateField())


CASES = Register(
    key="cases",
    title=gettext_lazy("Entry and exit"),
    model=Case,
    permission="households.view_case",
    note=gettext_lazy("Eight steps in, six steps out; every step with its papers."),
    empty=gettext_lazy("No procedure here."),
    unit=pgettext_lazy("unit", "procedures"),
    order="-opened_on",
    names="household__head_name",
    export="cases",
    **{**OF_HOUSEHOLD, "link": ("households:case", "id")},
    columns=(
        Shown(
            name="household__head_name",
            heading=gettext_lazy("Head"),
            under=Shown(name="household__household_no"),
        ),
        Shown(name="kind", sorts=True, card="line"),
        place_column("village_id"),
        Shown(
            name="step",
            heading=gettext_lazy("Waiting step"),
            sorts=True,
            marks=dict.fromkeys(choices.Step.values, "info"),
            card="badge",
        ),
        Shown(
            name="due_on",
            heading=gettext_lazy("Due"),
            value=_due(),
            sorts=True,
            card="foot",
            under=time_left(_due(), when=Q(result="")),
        ),
        Shown(name="opened_on", sorts=True, first="-", card="foot"),
        Shown(
            name="is_urgent",
            heading=gettext_lazy("Helped at once"),
            show=lambda value: _("Yes") if value else "",
        ),
        Shown(
            name="result",
            sorts=True,
            marks={
                choices.CaseResult.ACCEPTED: "good",
                choices.CaseResult.ELIMINATED: "good",
                choices.CaseResult.TRACKING: "warn",
                choices.CaseResult.REJECTED: "line",
                choices.CaseResult.NOT_ELIMINATED: "line",
                choices.CaseResult.STOPPED: "line",
            },
            card="badge",
        ),
        Shown(name="closed_on", sorts=True, first="-"),
    ),
    filters=(
        Filter(
            name="state",
            label=gettext_lazy("State"),
            choices=STATES,
            narrow=_in_state,
        ),
        Filter(
            name="waits",
            label=gettext_lazy("Waits for"),
            choices=LEVELS,
            narrow=waiting_at,
        ),
        Filter(name="kind"),
        Filter(name="step", more=True),
        Filter(name="result", more=True),
        Filter(name="is_urgent", label=gettext_lazy("Helped at once"), more=True),
    ),
)
