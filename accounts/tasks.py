from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_expired_sessions() -> None:
    """Nightly: rows of ended sessions are residual information."""
    call_command("clearsessions")
