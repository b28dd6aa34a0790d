"""How long a deadline still has, in words and in the colour of its urgency."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.register_rows import badge

#: From how many days on a deadline is shown as close.
CLOSE = 2


def said(days: int) -> str:
    """Days from today to the due date, e.g. ``逾期 3 天``."""
    if days < 0:
        text = ngettext("%(count)s day late", "%(count)s days late", -days)
    elif not days:
        return _("due today")
    else:
        text = ngettext("%(count)s day left", "%(count)s days left", days)
    return text % {"count": abs(days)}


def urgency(days: int) -> str:
    """Class of the badge; empty where there is time."""
    return "bad" if days < 0 else "warn" if days <= CLOSE else ""


def mark(days: int) -> SafeString:
    css = urgency(days)
    if not css:
        return format_html('<span class="bdg">{}</span>', said(days))
    return badge(css, said(days))
