"""What must be mended in a household, said right after it was saved.

Nothing is held back: the entry stands, the note leads to what is wrong (domain §7).
"""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import ngettext

from accounts.models import User
from households.checks import telling
from households.services.quality import errors_of

#: More than these are behind the panel of the household.
_NAMED = 3


def say_errors(request: HttpRequest, household_pk: int) -> None:
    """Add a note with links when rules of severity 错误 find something.

    A department that saves a measure of its own learns nothing else of the household.
    """
    if not cast(User, request.user).may("households.view_quality"):
        return
    hits = errors_of(household_pk)
    if not hits:
        return
    said = ngettext(
        "Saved, but %(count)s item must be corrected:",
        "Saved, but %(count)s items must be corrected:",
        len(hits),
    ) % {"count": len(hits)}
    links = [(telling.place_to_mend(h), telling.sentence_of(h)) for h in hits[:_NAMED]]
    listed = format_html_join("", ' <a href="{}">{}</a>', links)
    messages.warning(request, format_html("{}{}", said, listed))
