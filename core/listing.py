"""What a list page says about itself in its address: conditions, order, page.

The whole state of a list stands in the URL, so that it can be sent, saved and opened
again, and works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from core.keyset import COUNT_LIMIT, Page
from core.sorting import Sorting


class ListFilters(forms.Form):
    """The conditions that a list offers. A value that is not offered is set aside and
    named in ``ignored``; the other conditions hold."""

    #: Shown at once; the rest stands behind «more».
    FIRST: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: QueryDict, **kwargs: Any) -> None:
        super().__init__(data, auto_id="f-%s", **kwargs)

    @property
    def ignored(self) -> list[str]:
        return [str(self.fields[name].label) for name in self.errors]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [f for f in self.visible_fields() if f.name not in self.FIRST]

    @property
    def more_is_open(self) -> bool:
        return any(self.cleaned_data.get(field.name) for field in self.more_fields)

    def used(self) -> dict[str, Any]:
        """The conditions in force, by name."""
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}

    def chips(self) -> list[tuple[str, str, str]]:
        """Name, label and value in words of each condition in force."""
        return [(k, str(self.fields[k].label), self.said(k)) for k in self.used()]

    def said(self, name: str) -> str:
        """The value of a condition in words."""
        field, value = self.fields[name], self.cleaned_data[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])  # type: ignore[arg-type]
        return f"{value:,}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True)
class ListAddress:
    """Conditions in force and order of a list, and the addresses next to it."""

    used: Mapping[str, Any]
    order: str
    sorting: Sorting

    def state(self, **changes: str) -> str:
        """The query string, with some parameters changed; an empty one goes."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in self.used.items()})
        if self.order != self.sorting.default:
            query["sort"] = self.order
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return query.urlencode()

    def url(self, **changes: str) -> str:
        return f"?{self.state(**changes)}"

    def chips(self, filters: ListFilters) -> list[tuple[str, str, str]]:
        """Label, value in words, and the address without the condition."""
        return [
            (label, said, self.url(**{name: ""}))
            for name, label, said in filters.chips()
        ]

    def headings(self) -> dict[str, dict[str, str]]:
        return {name: self._heading(name) for name in self.sorting.columns}

    def _heading(self, name: str) -> dict[str, str]:
        """Link that sorts by a column, and how it is sorted now."""
        if self.order.removeprefix("-") == name:
            down = self.order.startswith("-")
            turned = name if down else f"-{name}"
            state = "descending" if down else "ascending"
            return {"url": self.url(sort=turned), "state": state}
        first = self.sorting.columns[name].first
        return {"url": self.url(sort=first + name), "state": ""}

    def turns(self, page: Page) -> dict[str, str]:
        before, after = page.before, page.after
        return {
            "previous_url": self.url(before=before) if before else "",
            "next_url": self.url(after=after) if after else "",
        }


def count_label(count: int) -> str:
    """``89``, or ``1,000+`` where counting stopped."""
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"


def offered(choices: Iterable[tuple[Any, Any]], everything: Any) -> list[Any]:
    """Choices of a condition with its absence first."""
    return [("", everything), *choices]
