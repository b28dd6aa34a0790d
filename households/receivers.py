"""What was saved is checked again once it is committed."""

from functools import partial
from typing import Any

from django.db import transaction

from households import signals
from households.querysets import HouseholdQuerySet
from households.services.quality import RECHECKED_AT_ONCE, recheck_saved


def on_households_saved(
    sender: Any, *, households: HouseholdQuerySet, **kwargs: Any
) -> None:
    """``robust``: a rule that fails must not fail what was saved; the night repeats."""
    found = list(households.values_list("pk", flat=True)[: RECHECKED_AT_ONCE + 1])
    if found:
        transaction.on_commit(partial(recheck_saved, found), robust=True)


signals.households_saved.connect(on_households_saved, dispatch_uid="quality")
