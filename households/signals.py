"""What happened in the register, in the past tense. Receivers above only enqueue.

All are sent inside the transaction of the change; whoever listens must wait for the
commit (``transaction.on_commit``) before doing anything that others can see.
"""

from django.dispatch import Signal

#: A visit was recorded, corrected or voided. Sent with ``household_id`` and ``month``
#: (a ``core.months.Month``).
visit_recorded = Signal()

#: An import or an edit changed register rows that figures rest on. Sent with
#: ``months``, a list of the ``Month`` values whose figures are stale; an empty one
#: means every open month.
register_changed = Signal()

#: Rows of households were written. Sent with ``households``, their keys.
households_saved = Signal()

#: Members go on in another household after a split or a merger. Sent with ``pairs``
#: (the key of the row that was left → of the row that came), ``on`` and ``whole``
#: (nobody is left behind), before the change is announced.
members_carried = Signal()

#: That was undone. Sent with ``pairs`` and ``on``; who listens may raise
#: ValidationError.
members_brought_back = Signal()

#: A paused clock goes on and its day has moved. Sent with ``deadline``.
clock_moved = Signal()

#: A month was closed or reopened. Sent with ``month`` (a ``core.months.Month``).
month_closed = Signal()
month_reopened = Signal()
