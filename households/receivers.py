"""What was saved is checked again once it is committed, and on the rounds' lists."""

from functools import partial
from typing import Any

from django.db import transaction

from households import signals
from households.querysets import HouseholdQuerySet
from households.services import screening_lists
from households.services.quality import RECHECKED_AT_ONCE, recheck_saved


def on_households_saved(
    sender: Any, *, households: HouseholdQuerySet, **kwargs: Any
) -> None:
    """``robust``: a rule that fails must not fail what was saved; the night repeats."""
    found = list(households.values_list("pk", flat=True)[: RECHECKED_AT_ONCE + 1])
    if found:
        transaction.on_commit(partial(recheck_saved, found), robust=True)


def on_households_listed(
    sender: Any, *, households: HouseholdQuerySet, **kwargs: Any
) -> None:
    """The lists of the running screening rounds follow the register."""
    found = list(households.values_list("pk", flat=True))
    if found:
        follow = partial(screening_lists.follow_register, found)
        transaction.on_commit(follow, robust=True)


signals.households_saved.connect(on_households_saved, dispatch_uid="quality")
signals.households_saved.connect(on_households_listed, dispatch_uid="screening")
