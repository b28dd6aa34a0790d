"""The rows of leads under the hands of their services: lock, check, save."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, User
from households import choices
from households.leads.states import Act, after
from households.models import Household, Lead

State = choices.LeadState


class LeadConflict(Exception):  # noqa: N818 - the name says what happened
    """Somebody else changed the lead since it was opened; nothing was written."""

    def __init__(self, current: Lead) -> None:
        super().__init__("the lead was changed meanwhile")
        self.current = current


def check_new(lead: Lead) -> None:
    errors = {}
    if lead.received_on > timezone.localdate():
        errors["received_on"] = _("The date is in the future.")
    if not lead.person_name:
        errors["person_name"] = _("Give the name of the person.")
    if not lead.content:
        errors["content"] = _("Say what has happened.")
    if errors:
        raise ValidationError(errors)
    lead.validate_constraints()


def next_state(lead: Lead, act: Act) -> State:
    target = after(lead.state, act)
    if target is None:
        raise ValidationError(
            _("This is not possible now: the lead is %(state)s.")
            % {"state": lead.get_state_display()}
        )
    return target


def require_open(lead: Lead) -> None:
    if lead.state in {State.ANSWERED, State.CLOSED}:
        raise ValidationError(_("This lead is answered and is not changed any more."))


def require_version(lead: Lead, base_version: int | None) -> None:
    if base_version is not None and base_version != lead.version:
        raise LeadConflict(lead)


def locked(lead: Lead, by: User | None) -> Lead:
    """The row as it stands; a task has no person and is trusted."""
    rows = Lead.objects.all() if by is None else Lead.objects.visible_to(by)
    found: Lead | None = (
        rows.select_for_update(of=("self",))
        .select_related("area", "department", "household")
        .filter(pk=lead.pk)
        .first()
    )
    if found is None:
        raise PermissionDenied
    return found


def saved(lead: Lead) -> Lead:
    lead.version += 1
    lead.save()
    return lead


def require_reach(lead: Lead, by: User | None) -> None:
    if by is not None and not Lead.objects.visible_to(by).filter(pk=lead.pk).exists():
        raise PermissionDenied


def require_area(area: Area, by: User | None) -> None:
    if by is None:
        return
    if not Area.objects.visible_to(by).filter(code=area.code).exists():
        raise PermissionDenied


def require_household(household: Household, by: User | None) -> None:
    if by is None:
        return
    if not Household.objects.visible_to(by).filter(pk=household.pk).exists():
        raise PermissionDenied
