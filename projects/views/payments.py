"""Contracts and payments of a project: the page with both, and their forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from projects.forms.payments import ContractForm, PaymentForm
from projects.models import Contract, Payment
from projects.project_page import ProjectPage
from projects.services import payments as services
from projects.views.project import ProjectMixin
from projects.views.project_rows import RowKind

PAYMENTS = RowKind(
    key="payment",
    model=Payment,
    form=PaymentForm,
    permission="projects.record_payment",
    home="projects:money",
    add=services.add_payment,
    change=services.change_payment,
    remove=services.withdraw_payment,
    add_title=_("Record a payment"),
    edit_title=_("Correct the payment"),
    remove_title=_("Withdraw this payment?"),
    remove_note=_(
        "Only what was entered by mistake or came back is withdrawn; the project may "
        "pay the amount again. The withdrawal stays in the history."
    ),
    saved=_("The payment is saved."),
    removed=_("The payment is withdrawn."),
)
CONTRACTS = RowKind(
    key="contract",
    model=Contract,
    form=ContractForm,
    permission="projects.record_payment",
    home="projects:money",
    add=services.add_contract,
    change=services.change_contract,
    remove=services.remove_contract,
    add_title=_("Record a contract"),
    edit_title=_("Correct the contract"),
    remove_title=_("Remove this contract?"),
    remove_note=_(
        "Only what was entered by mistake is removed; the removal stays in the history."
    ),
    saved=_("The contract is saved."),
    removed=_("The contract is removed."),
)


class ProjectMoneyView(ProjectMixin, View):
    """What a project got of which batch, its contracts, and what is paid of either."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = self.project(pk)
        page = ProjectPage(project, self.viewer, self.today)
        context = {
            "project": project,
            "page": page,
            "batches": _batches(page),
            "contracts": _contracts(page),
            "records": self.viewer.may("projects.record_payment"),
        }
        return render(request, "projects/money/page.html", context)


def _batches(page: ProjectPage) -> list[dict[str, Any]]:
    """A line for each batch: what the project got, paid and may still pay."""
    purses = services.batch_purses(page.project.pk)
    batches = {row.batch_id: row.batch for row in page.allocations}
    return [
        {"batch": batch, "purse": purses[pk]}
        for pk, batch in batches.items()
        if pk in purses
    ]


def _contracts(page: ProjectPage) -> list[dict[str, Any]]:
    purses = services.contract_purses(page.project.pk)
    nothing = services.Purse(Decimal(0), Decimal(0), page.today)
    return [
        {"contract": row, "purse": purses.get(row.pk, nothing)}
        for row in page.contracts
    ]
