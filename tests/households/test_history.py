"""The change history tells who, when, through what, old and new."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pghistory
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.test import Client
from pghistory.models import Context

from accounts.models import Area, User
from households.history import Entry, history_of, track, tracked_models
from households.models import (
    Household,
    IncomeStatement,
    ReportingMonth,
    ResettlementSite,
    Visit,
    WorkRecord,
)
from tests.factories import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    VisitFactory,
)
from tests.households.test_editing import posted

ClientOf = Callable[[User], Client]


@pytest.fixture
def household(village: Area) -> Household:
    row = HouseholdFactory(village=village, group_no="2")
    MemberFactory(household=row, name="赵德全")
    EpisodeFactory(household=row)
    IncomeStatementFactory(household=row)
    VisitFactory(household=row)
    return row


def _last(household: Household, action: str, model: type[Model] = Household) -> Entry:
    """A test is one transaction, and all its events have one time."""
    kind = str(model._meta.verbose_name)
    found = history_of(household)
    return next(e for e in found if (e.action, e.kind) == (action, kind))


def test_it_works(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    client = client_of(township_staff)
    address = f"/households/{household.pk}/edit/"
    client.post(address, posted(client, address, group_no="7"))
    latest = _last(household, "update")
    assert latest.who == "任晓燕"
    assert latest.action == "update"
    assert [(c.old, c.new) for c in latest.changes] == [("2", "7")]
    page = client.get(f"/households/{household.pk}/history/").content.decode()
    assert "<del>2</del>" in page
    assert "<ins>7</ins>" in page
    assert "任晓燕" in page


def test_changes_by_import_name_their_batch(household: Household) -> None:
    with pghistory.context(via="import", run=118, by="魏东"):
        household.incomes.update(transfer=8_000)
    latest = _last(household, "update", IncomeStatement)
    assert "118" in latest.how
    assert latest.who == "魏东"
    assert [(c.old, c.new) for c in latest.changes] == [("7,464", "8,000")]


def test_a_sealed_number_shows_its_masks_only(household: Household) -> None:
    household.seal("phone", "13712340916")
    household.save()
    household.seal("phone", "13812342210")
    household.save()
    entry = _last(household, "update")
    assert [(c.old, c.new) for c in entry.changes] == [("137****0916", "138****2210")]
    household.seal("phone", "13899992210")
    household.save()
    hidden = _last(household, "update")
    assert [(c.old, c.new) for c in hidden.changes] == [("138****2210", "138****2210")]


def test_each_row_of_one_statement_has_its_event_with_the_context(
    village: Area,
) -> None:
    sites = [ResettlementSite(village=village, name=name) for name in "甲乙丙"]
    with pghistory.context(via="import", run=119):
        ResettlementSite.objects.bulk_create(sites)
        ResettlementSite.objects.filter(name__in="乙丙").delete()
    model: Any = ResettlementSite
    events = next(iter(model.pgh_event_models.values())).objects.filter(
        pgh_context__run=119
    )
    told = sorted(events.values_list("pgh_label", "name"))
    expected = [("delete", "丙"), ("delete", "乙")]
    expected += [("insert", name) for name in sorted("甲乙丙")]
    assert told == expected
    assert not Context.objects.exists()


def test_a_removed_row_is_told(household: Household) -> None:
    household.visits.all().delete()
    assert _last(household, "delete", Visit).subject == "2026-11-15"


def test_it_can_be_narrowed_to_a_person_or_a_field(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    client = client_of(township_staff)
    address = f"/households/{household.pk}/edit/"
    client.post(address, posted(client, address, group_no="7"))
    url = f"/households/{household.pk}/history/"
    label = str(Household._meta.get_field("group_no").verbose_name)
    for query in ({"who": "任晓燕"}, {"what": label}):
        assert client.get(url, query).context["page_obj"].paginator.count == 1
    assert client.get(url, {"who": "无此人"}).context["page_obj"].paginator.count == 0
    for query in ({"page": "abc"}, {"page": "99999"}, {"what": "nonsense"}):
        assert client.get(url, query).status_code == 200


def test_another_household_is_not_in_it(household: Household, village: Area) -> None:
    other = HouseholdFactory(village=village)
    MemberFactory(household=other, name="曾翠花")
    assert all(entry.subject != "曾翠花" for entry in history_of(household))


def test_rows_of_a_member_belong_to_the_household(household: Household) -> None:
    member = household.members.get()
    record = member.work_records.create(started_on=dt.date(2026, 3, 1), place="西安")
    member.work_records.filter(pk=record.pk).update(place="兰州")
    entry = _last(household, "update", WorkRecord)
    assert entry.subject == "2026-03-01"
    assert [(c.old, c.new) for c in entry.changes] == [("西安", "兰州")]


def test_who_moves_here_is_told_as_added(household: Household, village: Area) -> None:
    other = HouseholdFactory(village=village)
    member = MemberFactory(household=other, name="曾翠花", relation="spouse")
    assert all(entry.subject != "曾翠花" for entry in history_of(household))
    other.members.filter(pk=member.pk).update(household=household)
    entry = next(e for e in history_of(household) if e.subject == "曾翠花")
    assert (entry.action, entry.changes) == ("insert", [])


@pytest.mark.parametrize(
    ("model", "path", "named_by"),
    [
        (ReportingMonth, "", ""),
        (ReportingMonth, "closed_by", ""),
        (Area, "", ""),
        (Visit, "village", ""),
        (Household, "", "phone"),
    ],
)
def test_a_model_that_cannot_be_told_is_refused_at_start(
    model: type[Model], path: str, named_by: str
) -> None:
    before = tracked_models()
    with pytest.raises(ImproperlyConfigured):
        track(model, household=path, named_by=named_by)
    assert tracked_models() == before
