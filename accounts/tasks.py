from celery import shared_task
from django.core.management import call_command

from accounts.services.mergers import settle_mergers


@shared_task
def clear_expired_sessions() -> None:
    """Nightly: rows of ended sessions are residual information."""
    call_command("clearsessions")


@shared_task
def settle_due_mergers() -> None:
    """Nightly: mergers whose day has come, and rows that came late to an ended area."""
    settle_mergers(origin="night")
