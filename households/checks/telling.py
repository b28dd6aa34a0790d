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
    told: dict[str, Any] = {"rule": hit.rule, "values": hit.values}
    if hit.household is not None:
        told |= {"head": hit.household.head_name, "no": hit.household.household_no}
    if hit.member is not None:
        told["name"] = hit.member.name
    return sentence(told)


def sentence(told: Mapping[str, Any]) -> str:
    """The same from plain values: rule, values, head, no, name."""
    try:
        check = check_for(told["rule"])
    except KeyError:
        return str(told["rule"])
    words: dict[str, str] = defaultdict(lambda: NOTHING)
    words["no"] = told.get("no") or NOTHING
    words["head"] = told.get("head") or words["no"]
    words["name"] = told.get("name") or NOTHING
    words.update(shown_values(check, told["values"]))
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
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    labels = check.labels.get(name)
    if labels is not None:
        return str(dict(labels.choices).get(value, value))
    return str(value)


def place_to_mend(hit: QualityHit) -> str:
    """Address of the page where the data stand; empty when there is none."""
    try:
        check = check_for(hit.rule)
    except KeyError:
        check = None
    if hit.household_id is None:
        return page_of({"rule": hit.rule, "key": hit.key})
    form = check.form if check else "household"
    if form == "member" and hit.member_id is not None:
        return reverse("households:member-edit", args=[hit.member_id])
    page = {
        "household-edit": "households:household-edit",
        "income": "households:income",
        "responsible": "households:responsible",
    }.get(form, "households:household")
    return reverse(page, args=[hit.household_id])


def page_of(told: Mapping[str, Any]) -> str:
    """The page of a record that is no household's, by its rule and key: a project, the
    fund. Empty when there is none."""
    try:
        pages = check_for(told["rule"]).pages
    except KeyError:
        return ""
    name, number = pages.get(told["key"][:1], ""), told["key"][1:]
    if not name:
        return ""
    return reverse(name, args=[number] if number.isdigit() else [])


def fix_of(rule: str) -> str:
    """How hits of a rule are mended; empty for a rule that is no longer declared."""
    try:
        return check_for(rule).fix
    except KeyError:
        return ""
