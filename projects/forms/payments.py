"""Forms of contracts and payments; what is still free stands in the choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.forms.cases import date_field
from households.forms.household import RegisterForm
from projects.amounts import wan
from projects.forms.fields import WanAmountField
from projects.models import Contract, FundBatch, Payment, Project
from projects.services.payments import Purse, batch_purses, contract_purses


class PurseField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A batch or contract, with what is left of it."""

    purses: Mapping[int, Purse] = {}

    def label_from_instance(self, obj: Any) -> str:
        left = wan(self.purses[obj.pk].left)
        return _("%(name)s · %(left)s left") % {"name": obj, "left": left}


class PaymentForm(RegisterForm):
    batch = PurseField(
        label=gettext_lazy("fund batch"),
        queryset=FundBatch.objects.none(),
        error_messages={
            "required": gettext_lazy("Choose the batch it is paid out of.")
        },
        help_text=gettext_lazy("What the project may still pay, in 10,000 yuan."),
    )
    contract = PurseField(
        label=gettext_lazy("contract"),
        queryset=Contract.objects.none(),
        required=False,
    )
    voucher_no = forms.CharField(
        label=gettext_lazy("voucher number"),
        max_length=60,
        error_messages={
            "required": gettext_lazy("A payment needs its voucher number.")
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    amount = WanAmountField(label=gettext_lazy("amount (10,000 yuan)"))
    paid_on = date_field(gettext_lazy("payment date"))

    class Meta:
        model = Payment
        fields = [
            "batch",
            "contract",
            "voucher_no",
            "amount",
            "paid_on",
            "purpose",
            "payee",
            "note",
        ]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        batches = batch_purses(project.pk, self.instance.pk)
        contracts = contract_purses(project.pk, self.instance.pk)
        self._offer("batch", FundBatch, batches)
        self._offer("contract", Contract, contracts)
        if self.instance.pk is None:
            self._begin(batches, contracts)

    def _offer(self, name: str, model: Any, purses: Mapping[int, Purse]) -> None:
        field = cast(PurseField, self.fields[name])
        field.purses = purses
        field.queryset = model.objects.filter(pk__in=purses)

    def _begin(
        self, batches: Mapping[int, Purse], contracts: Mapping[int, Purse]
    ) -> None:
        """Today, and whatever there is only one of that holds anything."""
        self.initial.setdefault("paid_on", timezone.localdate())
        for name, purses in (("batch", batches), ("contract", contracts)):
            open_still = [pk for pk, purse in purses.items() if purse.left > 0]
            if len(open_still) == 1:
                self.initial.setdefault(name, open_still[0])


class ContractForm(RegisterForm):
    amount = WanAmountField(label=gettext_lazy("contract amount (10,000 yuan)"))
    signed_on = date_field(gettext_lazy("signed on"))
    starts_on = date_field(gettext_lazy("starts on"), required=False)
    ends_on = date_field(gettext_lazy("ends on"), required=False)

    class Meta:
        model = Contract
        fields = [
            "number",
            "contractor",
            "amount",
            "procurement",
            "signed_on",
            "starts_on",
            "ends_on",
            "note",
        ]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
