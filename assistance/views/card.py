"""Policy cards: of a household, as a panel, on paper, and the lists over them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from accounts.models import AccessLog, Area
from accounts.services import log_access
from assistance.card_page import Card, cards_of
from assistance.choices import Benefit
from assistance.entitlements import all_entitlements
from assistance.ledgers import LEDGERS, About
from assistance.models import CardLine
from assistance.registers.card import ARREARS, CARDS, DIVIDENDS_LATE, GAPS
from assistance.registers.card_reasons import DECLINED, GAPS_TO_ANSWER
from assistance.services.card_totals import by_rule, owed_by_benefit
from core.htmx import is_htmx
from core.keyset import capped_counts
from core.listing import count_label
from exchange.views.register_page import RegisterPageView
from households.models import Household

#: Cards printed at once; a larger village comes in parts.
PRINTED = 100

#: Label, URL name and query of the tabs over the lists of what is open.
_TABS: tuple[tuple[Any, str, str], ...] = (
    (_("All arrears"), "assistance:arrears", ""),
    (_("Wages of public posts"), "assistance:arrears", Benefit.POST_WAGE.value),
    (_("Dividends not paid out"), "assistance:dividends-late", ""),
    (_("Entitled but not applied"), "assistance:gaps", ""),
    (_("Not applied, with a reason"), "assistance:declined", ""),
)


#: Ledgers of which a row is about a household or one of its members.
_FOR_HOUSEHOLDS = [
    ledger
    for ledger in LEDGERS.values()
    if ledger.about in (About.HOUSEHOLD, About.PERSON)
]
_OTHER_LISTS = (DIVIDENDS_LATE, GAPS, DECLINED)


class CardMixin(RoleRequiredMixin):
    permission_required = "assistance.view_assistance"
    request: HttpRequest
    kwargs: dict[str, Any]

    def households(self) -> Any:
        rows = Household.objects.visible_to(self.viewer)
        return rows.select_related("village__parent")


class CardView(CardMixin, TemplateView):
    """The card of a household."""

    template_name = "assistance/card/card.html"

    @cached_property
    def card(self) -> Card:
        household = get_object_or_404(self.households(), pk=self.kwargs["pk"])
        return cards_of([household], self.viewer, timezone.localdate())[0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            card=self.card,
            household=self.card.household,
            today=timezone.localdate(),
        )


class HouseholdCardView(CardView):
    """What is open on the card, for the household's page."""

    template_name = "assistance/card/_of_household.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_enter = self.viewer.may("assistance.enter_ledger")
        ledgers = _FOR_HOUSEHOLDS if may_enter else []
        return super().get_context_data(**kwargs, ledgers=ledgers)


class CardsView(RegisterPageView):
    """Households with their cards, to be printed by village."""

    register = CARDS
    template_name = "assistance/card/list.html"
    partial_template_name = "assistance/card/_cards.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, village=self._village())

    def _village(self) -> str:
        """The one village that the list is about, if it is about one."""
        area = self.viewer.area
        if area is not None and area.level == Area.Level.VILLAGE:
            return area.code
        chosen: str = self.filters.used().get("village", "")
        return chosen


class CardSheetsView(CardMixin, TemplateView):
    """A sheet a family: those chosen by ``id``, or a ``village`` in parts. Handing out
    so many cards at once is recorded."""

    template_name = "assistance/card/sheets.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        with transaction.atomic():
            log_access(
                kind=AccessLog.Kind.EXPORT,
                user=self.viewer,
                request=request,
                object_type="policy cards",
                object_ids=[card.household.pk for card in context["cards"]],
                row_count=len(context["cards"]),
            )
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self._chosen().order_by("village", "group_no", "pk")
        total = rows.count()
        parts = max(-(-total // PRINTED), 1)
        part = min(max(_number(self.request.GET.get("part", "")), 1), parts)
        shown = list(rows[(part - 1) * PRINTED : part * PRINTED])
        return super().get_context_data(
            **kwargs,
            cards=cards_of(shown, self.viewer, timezone.localdate()),
            total=total,
            part=part,
            parts=range(1, parts + 1),
            village=self._village(),
            today=timezone.localdate(),
        )

    def _village(self) -> str:
        """The code in the address, empty for anything else."""
        given = self.request.GET.get("village", "")
        return given if given.isascii() and given.isdecimal() else ""

    def _chosen(self) -> Any:
        given = self.request.GET
        cards = CARDS.rows(self.viewer).select_related("village__parent")
        if "village" in given:
            return cards.filter(village=self._village())
        chosen = [_number(pk) for pk in given.getlist("id")[:PRINTED]]
        return cards.filter(pk__in=[pk for pk in chosen if pk])


class OpenView(RegisterPageView):
    """A list of what is open, with tabs to its neighbours."""

    template_name = "assistance/card/open.html"
    partial_template_name = "assistance/card/_open_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.more(), **kwargs)

    def more(self) -> dict[str, Any]:
        return {} if is_htmx(self.request) else {"tabs": self._tabs()}

    def _tabs(self) -> list[dict[str, Any]]:
        user = self.viewer
        arrears = ARREARS.rows(user)
        wages = arrears.filter(benefit=Benefit.POST_WAGE)
        lists = [arrears, wages, *(r.rows(user) for r in _OTHER_LISTS)]
        match = self.request.resolver_match
        name = match.view_name if match else ""
        benefit = self.filters.used().get("benefit", "")
        now = (name, benefit if benefit == Benefit.POST_WAGE else "")
        return [
            {
                "label": label,
                "url_name": url_name,
                "benefit": only,
                "count": count_label(count),
                "is_current": (url_name, only) == now,
            }
            for (label, url_name, only), count in zip(
                _TABS, capped_counts(lists), strict=True
            )
        ]


class ArrearsView(OpenView):
    """What is late, with its sum by benefit above the rows."""

    register = ARREARS

    def more(self) -> dict[str, Any]:
        used = {n: v for n, v in self.filters.used().items() if n != "benefit"}
        rows = ARREARS.select(self.viewer, used)
        return {**super().more(), "owed": owed_by_benefit(rows)}


class GapsView(OpenView):
    """What nobody applied for; who may say why finds the form in each row."""

    register = GAPS

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.viewer.may("assistance.record_reason"):
            self.register = GAPS_TO_ANSWER


class EntitlementsView(CardMixin, TemplateView):
    """The rules, with how many are entitled in the area of the person."""

    template_name = "assistance/card/rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = by_rule(CardLine.objects.visible_to(self.viewer))
        rules = [(rule, counts.get(rule.key)) for rule in all_entitlements()]
        return super().get_context_data(**kwargs, rules=rules)


def _number(text: str) -> int:
    """A row's key as it stands in an address; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
