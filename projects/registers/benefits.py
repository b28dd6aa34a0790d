"""The lists of beneficiary households, public notices and assets."""

from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.characters import has_characters
from exchange.registers import Filter, Register, Shown
from households.rules import looks_like_id_no
from projects.models import Asset, Beneficiary, PublicNotice
from projects.registers.parts import (
    OF_PROJECT,
    place_column,
    project_column,
    year_filter,
)
from projects.services.benefits import EXITED, MONITORED

YES_NO = (("yes", _("Yes")), ("no", _("No")))


def _find(rows: Any, text: str) -> Any:
    """Digits are the number of the project or of the household, anything else a name
    of either."""
    text = "".join(text.split())
    if any(mark.isdigit() for mark in text):
        number = Q(household__household_no=text) | Q(
            household__household_no__endswith=text
        )
        return rows.filter(number | Q(project__code=text))
    named = has_characters("household__head_name", text)
    return rows.filter(Q(named) | Q(has_characters("project__name", text)))


def _diverted(text: str) -> tuple[str, Any] | None:
    """An identity number typed into a search must not stay in the address."""
    if not looks_like_id_no(text):
        return None
    return (
        "projects:beneficiaries",
        _("Search by name or household number, not by identity number."),
    )


def _of_group(rows: Any, value: str) -> Any:
    if value == "monitored":
        return rows.filter(MONITORED)
    if value == "exited":
        return rows.filter(EXITED)
    return rows.exclude(MONITORED).exclude(EXITED)


def _paid(rows: Any, value: str) -> Any:
    if value == "no":
        return rows.filter(agreed_amount__gt=0, paid_amount=None)
    if value == "less":
        return rows.filter(paid_amount__lt=F("agreed_amount"))
    return rows.filter(paid_amount__isnull=False)


BENEFICIARIES = Register(
    key="project-beneficiaries",
    title=_("Beneficiary households"),
    model=Beneficiary,
    permission="projects.view_project",
    empty=_("No household has been recorded for a project yet."),
    unit=pgettext_lazy("unit", "participations"),
    order="household__village_id",
    link=("projects:beneficiary", "id"),
    finds=_find,
    search=_("Name, household number or project number"),
    diverts=_diverted,
    export="project-beneficiaries",
    imports="project-beneficiaries",
    columns=(
        Shown(
            name="household__head_name",
            heading=_("Head"),
            under=Shown(name="household__household_no"),
        ),
        Shown(
            name="household__village_id",
            heading=_("Village"),
            area=True,
            sorts=True,
            card="line",
        ),
        Shown(
            name="project__name",
            heading=_("Project"),
            under=Shown(name="project__code", sorts=True),
            card="line",
        ),
        Shown(name="linkage", sorts=True, card="badge"),
        Shown(name="persons"),
        Shown(name="since", sorts=True, first="-"),
        Shown(name="agreed_amount", sorts=True, first="-", card="foot"),
        Shown(name="paid_amount", sorts=True, first="-", card="foot"),
        Shown(name="paid_on", sorts=True, first="-"),
    ),
    filters=(
        year_filter(),
        Filter(name="linkage"),
        Filter(
            name="group",
            label=_("Kind of household"),
            choices=(
                ("monitored", _("Monitored households")),
                ("exited", _("Out of poverty, not monitored")),
                ("other", _("Other households")),
            ),
            narrow=_of_group,
        ),
        Filter(
            name="paid",
            label=_("Agreed and paid"),
            choices=(
                ("no", _("Agreed, nothing paid")),
                ("less", _("Paid less than agreed")),
                ("yes", pgettext_lazy("payment", "paid")),
            ),
            narrow=_paid,
        ),
    ),
)


def _with_photo(rows: Any, value: str) -> Any:
    return rows.filter(photo__isnull=value == "no")


NOTICES = Register(
    key="project-notices",
    title=_("Public notices of projects"),
    model=PublicNotice,
    empty=_("No public notice has been recorded yet."),
    unit=pgettext_lazy("unit", "notices"),
    order="-posted_on",
    link=("projects:notice", "id"),
    export="project-notices",
    imports="project-notices",
    columns=(
        project_column(),
        place_column(),
        Shown(name="level", sorts=True, card="badge"),
        Shown(name="phase", sorts=True, card="line"),
        Shown(name="posted_on", sorts=True, first="-", card="foot"),
        Shown(name="until", sorts=True, first="-", card="foot"),
        Shown(name="place", card="line"),
    ),
    filters=(
        year_filter(),
        Filter(name="level"),
        Filter(name="phase"),
        Filter(
            name="photo", label=_("With a photo"), choices=YES_NO, narrow=_with_photo
        ),
    ),
    **OF_PROJECT,
)


def _owned(rows: Any, value: str) -> Any:
    return rows.filter(owner="") if value == "no" else rows.exclude(owner="")


def _handed(rows: Any, value: str) -> Any:
    return rows.filter(handed_over_on__isnull=value == "no")


def _on_course(rows: Any, value: str) -> Any:
    return rows.filter(care="") if value == "no" else rows.exclude(care="")


ASSETS = Register(
    key="project-assets",
    title=_("Assets of projects"),
    model=Asset,
    permission="projects.view_project",
    empty=_("No asset has been recorded yet."),
    unit=pgettext_lazy("unit", "assets"),
    order="-value",
    link=("projects:asset", "id"),
    names="project__name",
    numbers="project__code",
    search=_("Name or number of the project"),
    export="project-assets",
    imports="project-assets",
    columns=(
        Shown(
            name="name",
            under=Shown(name="project__name", heading=_("Project")),
        ),
        place_column("area_id"),
        Shown(name="kind", sorts=True, card="badge"),
        Shown(name="value", sorts=True, first="-", card="foot"),
        Shown(name="owner_level", sorts=True),
        Shown(name="owner", card="line"),
        Shown(name="keeper", card="line"),
        Shown(name="care", sorts=True),
        Shown(name="handed_over_on", sorts=True, first="-", card="foot"),
    ),
    filters=(
        year_filter(),
        Filter(name="kind"),
        Filter(name="owner_level"),
        Filter(name="care"),
        Filter(name="owned", label=_("Has an owner"), choices=YES_NO, narrow=_owned),
        Filter(name="handed", label=_("Handed over"), choices=YES_NO, narrow=_handed),
        Filter(
            name="course",
            label=_("On one of four courses"),
            choices=YES_NO,
            narrow=_on_course,
            more=True,
        ),
    ),
)
