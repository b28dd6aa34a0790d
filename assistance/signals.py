"""What happened in the ledgers, in the past tense, inside the change's transaction."""

from django.dispatch import Signal

#: Rows of ledgers about households were written or withdrawn. Sent with
#: ``households``, a collection of their ids.
ledgers_changed = Signal()
