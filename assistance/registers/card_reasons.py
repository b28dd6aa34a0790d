"""The list of what nobody applied for with the way to say why, and what was said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, DateField, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assistance.choices import NoApplicationReason
from assistance.models import CardLine, NoApplication
from assistance.registers.card import GAPS, OF_CARD, benefits_of_rules
from assistance.registers.parts import head_column, place_column
from exchange.registers import Filter, Register, Shown


def _shown_form(key: str) -> Any:
    household, benefit, member = key.split("/")
    query = {"benefit": benefit, "next": reverse("assistance:gaps")}
    if member:
        query["member"] = member
    form = reverse("assistance:no-application", args=[household])
    return format_html(
        '<a class="ul" href="{}?{}">{}</a>', form, urlencode(query), _("Give a reason")
    )


#: The same for who may say why nobody applies.
GAPS_TO_ANSWER = replace(
    GAPS,
    columns=(
        *GAPS.columns,
        Shown(
            name="answer",
            heading=_("Nobody applies"),
            value=Concat(
                Cast("household_id", CharField()),
                Value("/"),
                "benefit",
                Value("/"),
                Coalesce(Cast("member_id", CharField()), Value("")),
                output_field=CharField(),
            ),
            show=_shown_form,
            card="foot",
        ),
    ),
)


def _reason(column: str, output: Any) -> Combinable:
    """What is recorded of why nobody applied for the line of the row."""
    same = {
        "household": OuterRef("household"),
        "benefit": OuterRef("benefit"),
        "who": Coalesce(OuterRef("member"), Value(0)),
    }
    rows = NoApplication.objects.standing().alias(who=Coalesce("member", Value(0)))
    return Subquery(rows.filter(**same).values(column)[:1], output_field=output)


def _reason_is(rows: Any, value: str) -> Any:
    return rows.alias(is_reason=_reason("reason", CharField())).filter(is_reason=value)


DECLINED = Register(
    key="card-declined",
    title=_("Not applied, with a reason"),
    note=_("Entitled by the rules; somebody has recorded why nobody applies."),
    model=CardLine,
    chosen=lambda rows: rows.declined(),
    empty=_("No reason is recorded."),
    unit=pgettext_lazy("unit", "items"),
    export="card-declined",
    **OF_CARD,
    columns=(
        head_column(),
        place_column(),
        Shown(name="benefit", sorts=True, card="line"),
        Shown(name="member__name", heading=_("Beneficiary"), card="line"),
        Shown(
            name="reason",
            heading=_("Reason"),
            value=_reason("reason", CharField(choices=NoApplicationReason.choices)),
            under=Shown(
                name="details",
                heading=_("Details"),
                value=_reason("note", CharField()),
            ),
            card="line",
        ),
        Shown(
            name="decided_on",
            heading=_("Established on"),
            value=_reason("decided_on", DateField()),
            card="foot",
        ),
        Shown(
            name="until",
            heading=_("Valid until"),
            value=_reason("until", DateField()),
            card="foot",
        ),
        Shown(
            name="recorded_by",
            heading=_("Recorded by"),
            value=_reason("recorded_by__full_name", CharField()),
        ),
    ),
    filters=(
        Filter(name="benefit", choices=benefits_of_rules),
        Filter(
            name="reason",
            label=_("Reason"),
            choices=NoApplicationReason.choices,
            narrow=_reason_is,
        ),
    ),
)
