"""When: the nightly round over the time limits."""

from celery import shared_task
from django.utils import timezone

from households.services.escalation import escalate


@shared_task(name="households.tasks.escalate_deadlines")
def escalate_deadlines() -> None:
    escalate(today=timezone.localdate())
