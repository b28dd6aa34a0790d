from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from households.forms.filters import SORTING, RegisterFilters
from households.models import SavedView

#: What of a roster address may be kept; a page within the list may not.
_KEPT = frozenset({*RegisterFilters.base_fields, "sort"})


class SavedViewForm(forms.ModelForm[SavedView]):
    """Name the filters in force; ``query`` keeps nothing but known filters."""

    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    class Meta:
        model = SavedView
        fields = ["name", "is_shared", "query"]
        labels = {"is_shared": _("Share with my area")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "sv-%s")
        super().__init__(*args, **kwargs)

    def clean_query(self) -> str:
        given = QueryDict(self.cleaned_data["query"])
        kept = QueryDict(mutable=True)
        for name in _KEPT & given.keys():
            value = str(given[name])
            known = name != "sort" or value.removeprefix("-") in SORTING.columns
            if value and known:
                kept[name] = value
        return kept.urlencode()
