"""What happened to areas, in the past tense. Receivers above only enqueue.

Sent inside the transaction of the change; whoever listens waits for the commit.
"""

from django.dispatch import Signal

#: Rows moved between areas by a merger or its undoing. Sent with ``codes``, the area
#: codes on both sides.
areas_merged = Signal()
