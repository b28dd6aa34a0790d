"""Where the work of a clock is done: one click from a deadline to its page."""

from django.urls import reverse

#: Kind of subject → URL name, and whether it takes the subject's key.
_PAGES: dict[str, tuple[str, bool]] = {
    "lead": ("households:lead", True),
    "case": ("households:case", True),
    "household": ("households:household", True),
    "round": ("households:screening-part", True),
    "hit": ("households:quality-hits", False),
}


def register_subject(kind: str, url_name: str, *, by_key: bool = True) -> None:
    """For apps above: their kinds of subjects and the page of each."""
    if _PAGES.setdefault(kind, (url_name, by_key)) != (url_name, by_key):
        raise ValueError(f"the subject {kind} is registered twice")


def subject_url(kind: str, key: int) -> str:
    """Raises KeyError for a kind that nobody registered."""
    url_name, by_key = _PAGES[kind]
    return reverse(url_name, args=[key] if by_key else [])
