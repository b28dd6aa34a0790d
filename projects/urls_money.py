"""Addresses of contracts, payments, progress reports and milestones."""

from django.urls import path

from exchange.views.register_page import RegisterPageView
from projects.registers.payments import CONTRACTS, PAYMENTS
from projects.registers.progress import MILESTONES, REPORTS
from projects.views import payments, progress
from projects.views.project_rows import (
    RowAddView,
    RowEditView,
    RowKind,
    RowRemoveView,
)


def _rows(kind: RowKind, word: str) -> list[object]:
    """The forms of a kind of row: added to a project, changed, taken out."""
    key = kind.key
    return [
        path(f"<int:pk>/{word}/add/", RowAddView.as_view(kind=kind), name=f"{key}-add"),
        path(f"{word}/<int:pk>/", RowEditView.as_view(kind=kind), name=f"{key}-edit"),
        path(
            f"{word}/<int:pk>/remove/",
            RowRemoveView.as_view(kind=kind),
            name=f"{key}-remove",
        ),
    ]


MONEY_URLS = [
    path("payments/", RegisterPageView.as_view(register=PAYMENTS), name="payments"),
    path("contracts/", RegisterPageView.as_view(register=CONTRACTS), name="contracts"),
    path("progress/", RegisterPageView.as_view(register=REPORTS), name="progress"),
    path(
        "milestones/", RegisterPageView.as_view(register=MILESTONES), name="milestones"
    ),
    path("<int:pk>/money/", payments.ProjectMoneyView.as_view(), name="money"),
    path("<int:pk>/works/", progress.ProjectWorksView.as_view(), name="works"),
    path(
        "milestones/<int:pk>/reach/",
        progress.MilestoneReachView.as_view(),
        name="milestone-reach",
    ),
    *_rows(payments.PAYMENTS, "payments"),
    *_rows(payments.CONTRACTS, "contracts"),
    *_rows(progress.REPORTS, "progress"),
    *_rows(progress.MILESTONES, "milestones"),
]
