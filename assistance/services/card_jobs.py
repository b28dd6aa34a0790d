"""Policy cards after a change of the register: at once, or in the background."""

from collections.abc import Collection

from assistance.services.card import refresh_cards
from exchange import jobs
from exchange.models import Job

#: So many households get their cards at once when they are saved; more (an import) in
#: a job of their own.
REFRESHED_AT_ONCE = 200


def refresh_saved(households: Collection[int]) -> None:
    """Bring the cards of what was just saved up to date."""
    if len(households) <= REFRESHED_AT_ONCE:
        refresh_cards(households)
        return
    parameters = {"households": sorted(households)}
    jobs.start(kind=Job.Kind.REFRESH_CARDS, owner=None, parameters=parameters)
