"""Sentences of hits: what a clerk reads, and where it is mended."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from households.checks.declare import Check, check_for
from households.models import QualityHit

#: What a sentence says for a value that is missing.
NOTHING = "空"

_YES = {True: "是", False: "否"}


def title_of(rule: str) -> str:
    """Title of a rule; of one that is no longer declared only its key."""
    try:
        return check_for(rule).title
    except KeyError:
        return rule


def sentence_of(hit: QualityHit) -> str:
    """What was found. ``household`` and ``member`` should be loaded with the hit."""
    try:
        check = check_for(hit.rule)
    except KeyError:
        return hit.rule
    words: dict[str, str] = defaultdict(
        lambda: NOTHING, shown_values(check, hit.values)
    )
    if hit.household is not None:
        words["head"] = hit.household.head_name or hit.household.household_no
        words["no"] = hit.household.household_no
    if hit.member is not None:
        words["name"] = hit.member.name
    return check.sentence.format_map(words)


def shown_values(check: Check, values: Mapping[str, Any]) -> dict[str, str]:
    """Values in words: labels of codes, thousands of numbers."""
    return {name: _shown(check, name, value) for name, value in values.items()}


def _shown(check: Check, name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, list):
        return "、".join(_shown(check, name, item) for item in value)
    if isinstance(value, bool):
        return _YES[value]
    labels = check.labels.get(name)
    if labels is not None:
        return str(dict(labels.choices).get(value, value))
    return str(value)


def place_to_mend(hit: QualityHit) -> str:
    """Address of the page where the data stand; empty when there is none."""
    if hit.household_id is None:
        return ""
    try:
        form = check_for(hit.rule).form
    except KeyError:
        form = "household"
    if form == "member" and hit.member_id is not None:
        return reverse("households:member-edit", args=[hit.member_id])
    page = {
        "household-edit": "households:household-edit",
        "income": "households:income",
        "responsible": "households:responsible",
    }.get(form, "households:household")
    return reverse(page, args=[hit.household_id])
