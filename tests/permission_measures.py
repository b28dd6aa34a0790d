"""The addresses of measures and of their catalogue."""

from __future__ import annotations

from typing import Any

from assistance.models import (
    Measure,
    MeasureEvidence,
    MeasureKind,
    MeasureRecord,
)
from tests import permission_arguments as of
from tests.permission_arguments import Line, Whose
from tests.permission_world import Belongings, Side, World

AREA = Whose.AREA
ASSISTANCE = ("assistance.view_assistance",)
LEDGERS = ("assistance.view_ledger",)
RECORD_MEASURE = ("assistance.record_measure",)
MANAGE_CATALOGUE = ("assistance.manage_catalogue",)


def measure(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Measure.objects.get(household=side.household).pk}


def measure_record(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    row = MeasureRecord.objects.get(measure__household=side.household)
    return {"pk": row.measure_id, "record": row.pk}


def measure_evidence(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    row = MeasureEvidence.objects.get(measure__household=side.household)
    return {"pk": row.measure_id, "evidence": row.pk}


def measure_kind(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": MeasureKind.objects.get(name="医疗救助").pk}


MEASURES = [
    Line("assistance:measures", LEDGERS),
    Line("assistance:measure-records", LEDGERS),
    Line("assistance:measure-coverage", ASSISTANCE),
    Line("assistance:catalogue", LEDGERS),
    Line("assistance:kind-add", MANAGE_CATALOGUE),
    Line("assistance:kind-edit", MANAGE_CATALOGUE, arguments=measure_kind),
    Line("assistance:measure", LEDGERS, AREA, measure),
    Line("assistance:measure-edit", RECORD_MEASURE, AREA, measure),
    Line("assistance:measure-end", RECORD_MEASURE, AREA, measure),
    Line("assistance:measure-remove", RECORD_MEASURE, AREA, measure),
    Line("assistance:record-add", RECORD_MEASURE, AREA, measure),
    Line("assistance:record-edit", RECORD_MEASURE, AREA, measure_record),
    Line("assistance:record-remove", RECORD_MEASURE, AREA, measure_record),
    Line("assistance:evidence-add", RECORD_MEASURE, AREA, measure),
    Line("assistance:evidence-file", LEDGERS, AREA, measure_evidence),
    Line("assistance:evidence-withdraw", RECORD_MEASURE, AREA, measure_evidence),
    Line("assistance:household-measures", ASSISTANCE, AREA, of.household),
    # A department names no household; it enters new measures by a file.
    Line(
        "assistance:measure-add",
        RECORD_MEASURE,
        AREA,
        of.household,
        answers=frozenset({404}),
    ),
]
