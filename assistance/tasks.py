"""When: the nightly round over the policy cards, for what is late since today, and
the cards of an import."""

from celery import shared_task

from assistance.services.card import refresh_cards
from exchange import jobs
from exchange.models import Job


@shared_task(name="assistance.tasks.refresh_policy_cards")
def refresh_policy_cards() -> None:
    refresh_cards()


@jobs.runner(Job.Kind.REFRESH_CARDS)
def refresh_cards_of(running: jobs.RunningJob) -> None:
    refresh_cards(running.parameters["households"])
