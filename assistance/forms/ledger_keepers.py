"""The departments that keep each ledger, as boxes."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Department, User
from assistance.choices import Ledger
from assistance.models import LedgerKeeper


class KeepersForm(forms.Form):
    """A field for every ledger but the measures, which name their own department."""

    def __init__(self, data: Any = None, *, viewer: User) -> None:
        super().__init__(data, auto_id="keep-%s", initial=_present())
        departments = Department.objects.managed_by(viewer).order_by("name")
        listed = [(str(row.pk), row.name) for row in departments]
        self.by_pk = {str(row.pk): row for row in departments}
        for ledger in Ledger:
            if ledger == Ledger.MEASURES:
                continue
            self.fields[ledger.value] = forms.MultipleChoiceField(
                label=ledger.label,
                choices=listed,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def keepers(self) -> dict[str, list[Department]]:
        return {
            name: [self.by_pk[pk] for pk in chosen]
            for name, chosen in self.cleaned_data.items()
        }


def _present() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ledger, pk in LedgerKeeper.objects.values_list("ledger", "department"):
        found.setdefault(ledger, []).append(str(pk))
    return found
