"""When: the nightly round over the policy cards, for what is late since today."""

from celery import shared_task

from assistance.services.card import refresh_cards


@shared_task(name="assistance.tasks.refresh_policy_cards")
def refresh_policy_cards() -> None:
    refresh_cards()
