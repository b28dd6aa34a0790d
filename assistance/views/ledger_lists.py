"""The list pages of the ledgers, with what can be done about their rows."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse

from assistance.ledgers import LEDGERS, Ledger, Pays
from assistance.scoping import kept_by
from exchange.views.register_page import RegisterPageView
from exchange.views.titles import roster_of


class LedgerListView(RegisterPageView):
    """``ledgers`` names those whose rows the list holds. Where there are several, the
    files are of the one that the condition names."""

    template_name = "assistance/ledgers/list.html"
    partial_template_name = "assistance/ledgers/_list_rows.html"
    ledgers: tuple[str, ...] = ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            offered=self.offered,
            chosen=self.chosen,
            files=self._files(),
            enters=self.viewer.may("assistance.enter_ledger"),
            pay_url=self._pay_url(),
            **kwargs,
        )

    @cached_property
    def offered(self) -> list[Ledger]:
        """Ledgers of the list that the account keeps."""
        kept = kept_by(self.viewer)
        own = [LEDGERS[key] for key in self.ledgers]
        return own if kept is None else [row for row in own if row.keeper_key in kept]

    @cached_property
    def chosen(self) -> Ledger | None:
        """The one that the page is about; None while it shows several."""
        if len(self.offered) == 1:
            return self.offered[0]
        kind = self.filters.used().get("kind")
        named = [row for row in self.offered if row.given.get("kind") == kind]
        return named[0] if kind and named else None

    def _files(self) -> dict[str, str]:
        """What of files the account may do with the chosen ledger: roster, import."""
        roster = roster_of(self.chosen.roster) if self.chosen else None
        if roster is None:
            return {}
        found = {}
        if self.viewer.may(roster.export_permission):
            found["export"] = roster.key
        if self.viewer.may(roster.permission):
            upload = reverse("exchange:import-upload")
            found["import"] = f"{upload}?roster={roster.key}"
        return found

    def _may_export(self) -> bool:
        # The list's own actions offer the file of the ledger.
        return False

    def _import_url(self) -> str:
        return ""

    def _pay_url(self) -> str:
        if self.chosen is None or self.chosen.pays == Pays.NOT:
            return ""
        address = reverse("assistance:pay", args=[self.chosen.key])
        places = {
            name: value
            for name, value in self.filters.used().items()
            if name in ("township", "village")
        }
        query = "&".join(f"{name}={value}" for name, value in places.items())
        return f"{address}?{query}" if query else address
