"""An entry of the access log in the words of its readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AccessLog

_KINDS = dict(AccessLog.Kind.choices)

_ACTIONS = {
    "create": gettext_lazy("account created"),
    "change": gettext_lazy("account changed"),
    "disable": gettext_lazy("account disabled"),
    "enable": gettext_lazy("account enabled"),
    "reset_password": gettext_lazy("first password given"),
    "change_password": gettext_lazy("own password changed"),
    "end_sessions": gettext_lazy("logged out everywhere"),
    "unlock": gettext_lazy("log-in unlocked"),
    "move_with_area": gettext_lazy("moved with a merged area"),
}

#: What the apps above write as ``object_type``: kinds of row, and keys of rosters.
_OBJECTS = {
    "household": gettext_lazy("household"),
    "member": gettext_lazy("member"),
    "households": gettext_lazy("roster of households"),
    "members": gettext_lazy("roster of members"),
    "monitoring": gettext_lazy("roster of monitored households"),
    "exited": gettext_lazy("roster of households out of poverty"),
    "incomes": gettext_lazy("roster of incomes"),
    "responsibilities": gettext_lazy("roster of responsible persons"),
    "visits": gettext_lazy("visits of a village"),
    "visit-records": gettext_lazy("roster of visits"),
    "areas": gettext_lazy("list of areas"),
    "template": gettext_lazy("template"),
    "measures": gettext_lazy("ledger of measures"),
    "measure-records": gettext_lazy("execution records of measures"),
    "evidence": gettext_lazy("evidence of a measure"),
    "import errors": gettext_lazy("error workbook"),
    "import file": gettext_lazy("uploaded file"),
    "page": gettext_lazy("page"),
}

#: So many object numbers are printed; the rest is counted.
_SHOWN_IDS = 3


@dataclass(frozen=True, slots=True)
class Line:
    pk: int
    at: dt.datetime
    person: str
    username: str
    kind: str
    label: str
    what: str
    reason: str
    row_count: int | None
    address: str

    @property
    def is_warning(self) -> bool:
        return self.kind in {AccessLog.Kind.DENIED, AccessLog.Kind.LOGIN_FAILED}


def describe(row: Mapping[str, Any]) -> Line:
    return Line(
        pk=row["pk"],
        at=row["at"],
        person=row["user__full_name"] or _("unknown"),
        username=row["user__username"] or "",
        kind=row["kind"],
        label=str(_KINDS.get(row["kind"], row["kind"])),
        what=_what(row),
        reason=row["reason"],
        row_count=row["row_count"],
        address=row["address"],
    )


def _what(row: Mapping[str, Any]) -> str:
    detail, ids = row["detail"] or {}, row["object_ids"] or []
    if row["kind"] == AccessLog.Kind.ACCOUNT:
        action = str(_ACTIONS.get(str(detail.get("action")), ""))
        return " · ".join(
            part for part in (str(detail.get("name", "")), action) if part
        )
    if row["kind"] == AccessLog.Kind.LOGIN_FAILED:
        return _("user name unknown") if detail.get("unknown_name") else ""
    name = str(_OBJECTS.get(row["object_type"], row["object_type"]))
    shown = "、".join(str(item) for item in ids[:_SHOWN_IDS])
    more = _("and %(count)s more") % {"count": len(ids) - _SHOWN_IDS}
    parts = [name, shown, more if len(ids) > _SHOWN_IDS else ""]
    return " ".join(part for part in parts if part)
