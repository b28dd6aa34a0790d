from django.db import transaction

from accounts.models import User
from dashboards.models import ExternalFigure


@transaction.atomic
def enter_external_figure(*, figure: ExternalFigure, by: User) -> ExternalFigure:
    """Store a published figure or its correction; the history keeps the old value."""
    figure.entered_by = by
    figure.save()
    return figure
