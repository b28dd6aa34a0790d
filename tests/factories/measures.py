"""A measure with everything that hangs on it."""

import datetime as dt

from assistance.models import Measure, MeasureKind
from exchange.models import Attachment
from households.models import Household
from tests.factories.areas import DepartmentFactory


def make_measure(household: Household) -> Measure:
    """Of the one department that there is, with a record and a file that is gone."""
    measure: Measure = Measure.objects.create(
        household=household,
        kind=MeasureKind.objects.get(name="医疗救助"),
        name=household.remark,
        department=DepartmentFactory(),
        started_on=dt.date(2026, 9, 1),
        plan=household.remark,
        state="running",
    )
    measure.records.create(
        done_on=dt.date(2026, 9, 8), content=f"送医{household.remark}", amount=800
    )
    file = Attachment.objects.create(
        name=f"{household.remark}.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        path="none.pdf",
    )
    measure.evidence.create(attachment=file)
    return measure
