"""History by triggers for every register table: it also catches bulk writes and SQL.

An update is recorded row by row, an insert or delete once a statement, from the table
of its rows (docs/decisions/0004).
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
import pghistory.trigger
import pgtrigger
from django.db import models

ModelT = TypeVar("ModelT", bound=models.Model)

#: Keeps a table of contexts, which we do not have: they stand in the events.
_ATTACHED = "WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) "
_CONTEXT = re.compile(r"COALESCE\(NULLIF\(CURRENT_SETTING\([^)]*\), ''\), NULL\)::\w+")


class _Recorded(pghistory.trigger.Event):
    """Writes the events of a statement at once, reading the context once."""

    def get_func(self, model: models.Model) -> Any:
        func = super().get_func(model).func  # type: ignore[no-untyped-call]
        func = func.replace(_ATTACHED, "").replace(", _pgh_attached_context", "")
        return pgtrigger.Func(  # type: ignore[no-untyped-call]
            _CONTEXT.sub(r"(SELECT \g<0>)", func)
        )


class _WholeStatement(pghistory.RowEvent):
    def add_event_trigger(self, event_model: Any) -> None:
        recorded = _Recorded(  # type: ignore[no-untyped-call]
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=pgtrigger.Statement,
        )
        pgtrigger.register(recorded)(event_model.pgh_tracked_model)


class _Inserts(_WholeStatement, pghistory.InsertEvent):
    """Every inserted row."""


class _Deletes(_WholeStatement, pghistory.DeleteEvent):
    """Every deleted row, as it was."""


def tracked(*excluded: str) -> Callable[[type[ModelT]], type[ModelT]]:
    """Track inserts, updates and deletes; derived columns are named as excluded."""
    decorate: Callable[[type[ModelT]], type[ModelT]] = pghistory.track(
        _Inserts(),
        pghistory.UpdateEvent(),
        _Deletes(),
        exclude=list(excluded) or None,
    )
    return decorate
