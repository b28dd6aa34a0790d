"""Addresses of the ledgers: overview, rows, payments, keepers, lists."""

from django.urls import path

from assistance import choices
from assistance.registers.insurance import INSURANCES
from assistance.registers.money import ALLOWANCES, LOANS
from assistance.registers.subsidies import SUBSIDIES
from assistance.registers.villages import DIVIDENDS, PURCHASES, SITE_WORKS
from assistance.views import ledger_lists, ledger_payments, ledger_rows, ledgers

_LISTS = (
    ("subsidies", SUBSIDIES, tuple(choices.SubsidyKind.values)),
    ("allowances", ALLOWANCES, tuple(choices.AllowanceKind.values)),
    ("insurances", INSURANCES, ("medical", "old_age")),
    ("loans", LOANS, ("loans",)),
    ("dividends", DIVIDENDS, ("dividends",)),
    ("purchases", PURCHASES, ("consumption",)),
    ("site-works", SITE_WORKS, ("site_works",)),
)

LEDGER_URLS = [
    path("ledgers/", ledgers.LedgersView.as_view(), name="ledgers"),
    path("ledgers/keepers/", ledgers.KeepersView.as_view(), name="keepers"),
    path(
        "ledgers/<slug:ledger>/new/", ledger_rows.RowAddView.as_view(), name="row-add"
    ),
    path(
        "ledgers/<slug:ledger>/payments/", ledger_payments.PayView.as_view(), name="pay"
    ),
    path(
        "ledgers/<slug:ledger>/<int:pk>/",
        ledger_rows.RowEditView.as_view(),
        name="row-edit",
    ),
    path(
        "ledgers/<slug:ledger>/<int:pk>/delete/",
        ledger_rows.RowDeleteView.as_view(),
        name="row-delete",
    ),
    *[
        path(
            f"{name}/",
            ledger_lists.LedgerListView.as_view(register=register, ledgers=keys),
            name=name,
        )
        for name, register, keys in _LISTS
    ],
]
