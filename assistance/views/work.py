"""The lists of work, with the way from one to the next above them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from assistance.registers import employment, posts, work_registers
from exchange.registers import Register
from exchange.views.register_page import RegisterPageView


@dataclass(frozen=True, slots=True)
class Tab:
    """One of some lists that belong together."""

    label: StrOrPromise
    url_name: str
    permission: str = "assistance.view_ledger"


EMPLOYMENT = (
    Tab(_("Spells of work"), "assistance:employment"),
    Tab(
        _("Zero-employed households"),
        "assistance:zero-employed",
        "assistance.view_assistance",
    ),
)
POSTS = (
    Tab(_("Posts"), "assistance:posts"),
    Tab(_("Wages by month"), "assistance:post-wage-areas"),
    Tab(_("Wages entered"), "assistance:post-wages"),
    Tab(_("Look-back"), "assistance:post-look-back"),
)
THREE_REGISTERS = (
    Tab(
        _("Who is missing"), "assistance:three-registers", "assistance.view_assistance"
    ),
    Tab(_("Labour register"), "assistance:labour"),
    Tab(_("Training register"), "assistance:training"),
    Tab(_("Register of wishes for work"), "assistance:demand"),
)


def offered(tabs: tuple[Tab, ...], user: User, current: str) -> list[dict[str, Any]]:
    """The tabs that an account may open."""
    return [
        {
            "label": tab.label,
            "url": reverse(tab.url_name),
            "is_current": tab.url_name == current,
        }
        for tab in tabs
        if user.may(tab.permission)
    ]


class WorkListView(RegisterPageView):
    """A declared list under the tabs of its part."""

    template_name = "assistance/employment/list.html"
    tabs: ClassVar[tuple[Tab, ...]] = ()
    #: Ledger whose rows the list holds; empty where they are asked for, not entered.
    ledger: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        match = self.request.resolver_match
        current = match.view_name if match else ""
        tabs = offered(self.tabs, self.viewer, current)
        return super().get_context_data(tabs=tabs, add_url=self._add_url(), **kwargs)

    def _add_url(self) -> str:
        may = self.ledger and self.viewer.may("assistance.enter_ledger")
        return reverse("assistance:row-add", args=[self.ledger]) if may else ""


class EmploymentListView(WorkListView):
    tabs = EMPLOYMENT
    register: Register = employment.EMPLOYMENT
    ledger = "employment"


class ZeroEmployedView(WorkListView):
    tabs = EMPLOYMENT
    register = employment.ZERO_EMPLOYED


class PostListView(WorkListView):
    tabs = POSTS
    register: Register = posts.POSTS
    ledger = "posts"


class PostWageListView(WorkListView):
    tabs = POSTS
    register = posts.POST_WAGES


class PostFindingsView(WorkListView):
    tabs = POSTS
    register = posts.POST_FINDINGS


class ThreeRegistersView(WorkListView):
    tabs = THREE_REGISTERS
    register: Register = work_registers.MISSING


class LabourListView(ThreeRegistersView):
    register = work_registers.LABOUR
    ledger = "labour"


class TrainingListView(ThreeRegistersView):
    register = work_registers.TRAINING
    ledger = "training"


class DemandListView(ThreeRegistersView):
    register = work_registers.DEMAND
    ledger = "demand"
