"""What follows from rows saved: checks, lists of the rounds, clocks."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from households import signals
from households.models import Deadline
from households.services import cases_clocks, lead_clocks, screening_lists
from households.services.quality import recheck_saved


def on_households_saved(sender: Any, *, households: list[int], **kwargs: Any) -> None:
    """``robust``: a rule that fails must not fail what was saved; the night repeats."""
    transaction.on_commit(partial(recheck_saved, households), robust=True)


def on_households_listed(sender: Any, *, households: list[int], **kwargs: Any) -> None:
    """The lists of the running screening rounds follow the register."""
    follow = partial(screening_lists.follow_register, households)
    transaction.on_commit(follow, robust=True)


def on_measures_recorded(sender: Any, *, households: list[int], **kwargs: Any) -> None:
    """The time for the first measure is over with the first measure."""
    cases_clocks.measures_recorded(households, timezone.localdate())


def on_clock_moved(sender: Any, *, deadline: Deadline, **kwargs: Any) -> None:
    """A lead's list shows the day of its clock."""
    if deadline.subject_kind == lead_clocks.KIND:
        lead_clocks.copy_due_days([deadline.subject_id])


signals.households_saved.connect(on_measures_recorded, dispatch_uid="measures")
signals.clock_moved.connect(on_clock_moved, dispatch_uid="leads")
signals.households_saved.connect(on_households_saved, dispatch_uid="quality")
signals.households_saved.connect(on_households_listed, dispatch_uid="screening")
