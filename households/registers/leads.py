"""The list of leads (线索核查), as its workers see it and as its senders do.

A department is shown neither area nor match, and one state for all that is open: it
could push a name only to learn whether and where the register has it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, ExtractYear, LPad
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department
from core.characters import has_characters
from exchange.registers import Filter, Register, Shown
from households import choices, rules
from households.leads.numbers import read_number
from households.leads.problems import unregistered
from households.leads.states import OPEN
from households.models import Lead
from households.registers.parts import time_left
from households.workflow_querysets import LeadQuerySet

_TEXT: CharField[str, str] = CharField()

_STATE_MARKS = {
    choices.LeadState.UNASSIGNED: "warn",
    choices.LeadState.VERIFYING: "info",
    choices.LeadState.REFUSED: "bad",
    choices.LeadState.ANSWERED: "line",
    choices.LeadState.CLOSED: "good",
}
_MATCH_MARKS = {
    choices.LeadMatch.MATCHED: "good",
    choices.LeadMatch.PROBABLE: "warn",
    choices.LeadMatch.NOT_FOUND: "line",
}
#: What a department may see of the states.
OPEN_TO_SENDER = "open"
_SENDER_STATES = [
    (OPEN_TO_SENDER, _("Being verified")),
    (choices.LeadState.REFUSED.value, choices.LeadState.REFUSED.label),
    (choices.LeadState.ANSWERED.value, choices.LeadState.ANSWERED.label),
    (choices.LeadState.CLOSED.value, choices.LeadState.CLOSED.label),
]


def number_of() -> Combinable:
    """``Lead.number`` in SQL."""
    key = LPad(Cast("pk", _TEXT), 6, Value("0"))
    year = Cast(ExtractYear("received_on"), _TEXT)
    return Concat(Value("XS"), year, Value("-"), key, output_field=_TEXT)


def find(rows: LeadQuerySet, text: str) -> LeadQuerySet:
    """XS2026-000123 or its digits, the sender's number, or characters of the name."""
    text = "".join(text.split())
    key = read_number(text)
    if key is not None:
        return rows.filter(Q(pk=key) | Q(external_no=text))
    if any(mark.isdigit() for mark in text):
        return rows.filter(external_no__iexact=text)
    return rows.filter(has_characters("person_name", text))


def number_search(text: str) -> tuple[str, Any] | None:
    """An identity number typed here goes to the page that asks by POST."""
    try:
        rules.read_id_no(rules.normalise_id_no(text), today=timezone.localdate())
    except ValueError:
        return None
    return "households:lead-search", _("Identity numbers are looked up here.")


def _chosen(lead_id: int) -> SafeString:
    return format_html(
        '<input type="checkbox" data-row name="id" value="{}" form="bulk"'
        ' aria-label="{}">',
        lead_id,
        _("Select"),
    )


def _late(rows: LeadQuerySet, value: str) -> LeadQuerySet:
    today = timezone.localdate()
    if value == "yes":
        return rows.late_on(today)
    return rows.exclude(pk__in=rows.late_on(today).values("pk"))


def _problem(rows: LeadQuerySet, value: str) -> LeadQuerySet:
    return unregistered(rows)


def _departments() -> list[tuple[str, str]]:
    rows = Department.objects.order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def _sender_state(rows: LeadQuerySet, value: str) -> LeadQuerySet:
    if value == OPEN_TO_SENDER:
        return rows.filter(state__in=["unassigned", "verifying"])
    return rows.filter(state=value)


def _shown_state() -> Combinable:
    hidden = When(state__in=["unassigned", "verifying"], then=Value(OPEN_TO_SENDER))
    return Case(hidden, default=F("state"), output_field=_TEXT)


_NUMBER_COLUMN = Shown(
    name="shown_number",
    heading=_("Lead number"),
    value=number_of(),
)
_DUE_COLUMN = Shown(
    name="due_on",
    heading=_("Answer due on"),
    sorts=True,
    card="foot",
    under=time_left("due_on", when=Q(state__in=OPEN)),
)
_LATE = Filter(
    name="late",
    label=_("Past the limit"),
    choices=(("yes", _("Yes")), ("no", _("No"))),
    narrow=_late,
)
_SHARED: dict[str, Any] = {
    "model": Lead,
    "permission": "households.view_lead",
    "unit": pgettext_lazy("unit", "leads"),
    "order": "-received_on",
    "finds": find,
    "search": _("Name or number"),
    "diverts": number_search,
    "link": ("households:lead", "pk"),
}

LEADS = Register(
    key="leads",
    title=_("Leads"),
    note=_("Every lead is verified on site, answered and closed."),
    empty=_("No lead has been recorded yet."),
    export="leads",
    imports="leads",
    columns=(
        Shown(
            name="person_name",
            under=Shown(name="shown_number", value=number_of()),
            sorts=True,
        ),
        Shown(name="area_id", heading=_("Area"), area=True, sorts=True, card="line"),
        Shown(
            name="source",
            heading=_("Where it comes from"),
            sorts=True,
            under=Shown(name="department__name"),
            card="foot",
        ),
        Shown(name="alert_kind", heading=_("Kind of alert"), card="line"),
        Shown(
            name="match",
            heading=_("In the register"),
            marks=_MATCH_MARKS,
            sorts=True,
            card="badge",
        ),
        Shown(
            name="received_on",
            heading=_("Received on"),
            sorts=True,
            first="-",
            card="foot",
        ),
        _DUE_COLUMN,
        Shown(name="state", marks=_STATE_MARKS, sorts=True, card="badge"),
        Shown(name="outcome", sorts=True, card="foot"),
        Shown(name="id", heading=_("Select"), show=_chosen),
    ),
    filters=(
        Filter(name="state"),
        _LATE,
        Filter(name="outcome"),
        Filter(name="source", label=_("Where it comes from"), more=True),
        Filter(
            name="department",
            label=_("Department"),
            choices=_departments,
            more=True,
        ),
        Filter(name="match", label=_("In the register"), more=True),
        Filter(name="received_on", label=_("Month received"), more=True),
        Filter(
            name="problem",
            label=_("At risk, yet not registered"),
            choices=(("unregistered", _("Yes")),),
            narrow=_problem,
            more=True,
        ),
    ),
    **_SHARED,
)

LEADS_SENT = Register(
    key="leads-sent",
    title=_("Leads sent"),
    note=_("What was found is shown once the township has answered."),
    empty=_("No lead has been sent yet."),
    by_area=False,
    columns=(
        Shown(
            name="person_name",
            under=Shown(name="id_no_mask"),
            sorts=True,
        ),
        _NUMBER_COLUMN,
        Shown(
            name="external_no",
            heading=_("Number at the sender"),
            sorts=True,
            card="foot",
        ),
        Shown(name="alert_kind", heading=_("Kind of alert"), sorts=True, card="line"),
        Shown(
            name="received_on",
            heading=_("Received on"),
            sorts=True,
            first="-",
            card="foot",
        ),
        _DUE_COLUMN,
        Shown(
            name="shown_state",
            heading=_("State"),
            value=_shown_state(),
            show=lambda value: dict(_SENDER_STATES).get(value, value),
            marks={**{k.value: v for k, v in _STATE_MARKS.items()}, "open": "info"},
            sorts=True,
            card="badge",
        ),
        Shown(name="outcome", sorts=True, card="foot"),
        Shown(name="answered_on", heading=_("Answered on"), sorts=True, card="foot"),
    ),
    filters=(
        Filter(
            name="sent_state",
            label=_("State"),
            choices=_SENDER_STATES,
            narrow=_sender_state,
        ),
        _LATE,
        Filter(name="outcome"),
        Filter(name="received_on", label=_("Month received"), more=True),
    ),
    **_SHARED,
)


def register_for(role: str) -> Register:
    """The list as the role may see it."""
    return LEADS_SENT if role == "department_staff" else LEADS


__all__ = ["LEADS", "LEADS_SENT", "register_for"]
