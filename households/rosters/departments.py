"""The department that a row of a file names; a department's own file is its own."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from accounts.models import Department
from exchange.staging.batch import Batch
from households.workflow_querysets import department_of


def find_departments(path: str, refusal: StrOrPromise) -> Callable[[Batch], None]:
    """A ``derive`` function that fills ``path`` by the name. ``refusal`` is the
    sentence when a department names another, or leaves its row without one."""

    def find(batch: Batch) -> None:
        known = _departments(batch)
        own = department_of(batch.stage.owner)
        found: list[int | None] = []
        for index, name in enumerate(batch.get("~department")):
            key = known.get(name) if name else own
            if name and key is None:
                batch.refuse(index, "~department", _("There is no such department."))
            elif own is not None and key != own:
                batch.refuse(index, "~department", str(refusal))
            found.append(key)
        batch.values[path] = found

    return find


def _departments(batch: Batch) -> dict[str, int]:
    if "departments" not in batch.stage.cache:
        rows = Department.objects.values_list("name", "pk")
        batch.stage.cache["departments"] = dict(rows)
    known: dict[str, int] = batch.stage.cache["departments"]
    return known
