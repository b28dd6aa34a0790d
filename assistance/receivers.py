"""What follows from rows saved: the policy cards of their households, and checks; and
from members that go on elsewhere: their rows of the ledgers."""

import datetime as dt
from collections.abc import Collection
from functools import partial
from typing import Any

from django.db import transaction

from assistance.models import Measure
from assistance.services.card import refresh_cards
from assistance.services.card_jobs import refresh_saved
from assistance.services.carrying import Pairs, bring_back, carry
from assistance.services.measures_episode import catch_up
from assistance.signals import ledgers_changed
from households.services.quality import recheck_saved
from households.signals import (
    households_saved,
    members_brought_back,
    members_carried,
)


def on_ledgers_changed(
    sender: Any, *, households: Collection[int], **kwargs: Any
) -> None:
    """In the same transaction: whoever paid sees the arrears fall. Rules about ledgers
    are asked anew; of measures they are, by the summaries that follow them."""
    refresh_cards(households)
    if sender is not Measure:
        transaction.on_commit(partial(recheck_saved, households), robust=True)


def on_households_saved(sender: Any, *, households: list[int], **kwargs: Any) -> None:
    """``robust``: a rule that fails must not fail what was saved; the night repeats."""
    transaction.on_commit(partial(refresh_saved, households), robust=True)


def on_measures_behind(sender: Any, *, households: list[int], **kwargs: Any) -> None:
    """A household that was helped before it was identified has its measures."""
    catch_up(households)


def on_members_carried(
    sender: Any, *, pairs: Pairs, on: dt.date, whole: bool, **kwargs: Any
) -> None:
    carry(pairs=pairs, on=on, whole=whole)


def on_members_brought_back(
    sender: Any, *, pairs: Pairs, on: dt.date, **kwargs: Any
) -> None:
    bring_back(pairs=pairs, on=on)


ledgers_changed.connect(on_ledgers_changed, dispatch_uid="cards")
households_saved.connect(on_households_saved, dispatch_uid="cards")
members_carried.connect(on_members_carried, dispatch_uid="ledgers")
members_brought_back.connect(on_members_brought_back, dispatch_uid="ledgers")
households_saved.connect(on_measures_behind, dispatch_uid="ledger of measures")
