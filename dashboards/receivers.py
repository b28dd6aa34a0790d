"""What happened in the register makes months stale; the counting comes on commit."""

from typing import Any

from core.months import Month
from dashboards.services.staleness import mark_all_stale, mark_stale, open_months
from households import signals
from projects.signals import projects_changed


def on_visit_recorded(
    sender: Any, *, household_id: int, month: Month, **kwargs: Any
) -> None:
    mark_stale(month, household_id=household_id)


def on_register_changed(sender: Any, *, months: list[Month], **kwargs: Any) -> None:
    """Months named by the sender; without any, all that are open."""
    mark_all_stale(months or open_months(Month.current()))


def on_month_closed(sender: Any, *, month: Month, **kwargs: Any) -> None:
    """Whatever was entered until the closing is counted once more, then never again."""
    mark_stale(month, is_final=True)


def on_month_reopened(sender: Any, *, month: Month, **kwargs: Any) -> None:
    mark_stale(month)


def on_projects_changed(sender: Any, *, projects: Any, **kwargs: Any) -> None:
    """This month and the last, where payments and reports are entered; what is dated
    further back is counted by the nightly round over all open months."""
    mark_all_stale(open_months(Month.current())[-2:], of_projects=True)


signals.visit_recorded.connect(on_visit_recorded, dispatch_uid="figures")
signals.register_changed.connect(on_register_changed, dispatch_uid="figures")
signals.month_closed.connect(on_month_closed, dispatch_uid="figures")
signals.month_reopened.connect(on_month_reopened, dispatch_uid="figures")
projects_changed.connect(on_projects_changed, dispatch_uid="figures")
