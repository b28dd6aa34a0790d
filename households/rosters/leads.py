"""Answers to leads, in and out: the list goes to Excel, is answered there, and back.

A row answers one lead, by the rules of ``services.leads``; what was received stays as
it is. Rows nobody answered change nothing.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area
from exchange.cells import Cell
from exchange.models import ImportRun
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.batch import Batch
from exchange.staging.matching import differs
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from households import choices
from households.leads.numbers import read_number
from households.leads.states import OPEN, WITHOUT_SENDER
from households.models import Lead
from households.registers.leads import LEADS as LIST
from households.services import lead_clocks

_AREA = Area._meta.db_table
_NUMBER = (
    "'XS' || extract(year FROM lead.received_on) || '-' || lpad(lead.id::text, 6, '0')"
)


def _labels(column: str, labels: Any) -> str:
    """The label of a code list in SQL, for columns that are only shown."""
    cases = " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in labels)
    return f"(CASE lead.{column} {cases} ELSE '' END)"


def _quoted(values: Any) -> str:
    return ", ".join(f"'{value}'" for value in sorted(map(str, values)))


_OPEN = f"t.state IN ({_quoted(OPEN)})"
_NOBODY_WAITS = f"t.department_id IS NULL AND t.source IN ({_quoted(WITHOUT_SENDER)})"
_NEW_STATE = f"CASE WHEN {_NOBODY_WAITS} THEN 'closed' ELSE 'answered' END"


def resolve_number(batch: Batch) -> None:
    """``XS2026-000123`` → the key of the lead."""
    found: list[int | None] = []
    for index, text in enumerate(batch.get("~number")):
        key = read_number(text or "")
        if key is None:
            message = _("Write the number as in the list, e.g. XS2026-000123.")
            batch.refuse(index, "~number", message)
        found.append(key)
    batch.values["lead.id"] = found


def values(context: Mapping[str, Any]) -> dict[str, str]:
    owner = context.get("owner")
    today = timezone.localdate().isoformat()
    return {
        "owner": str(int(owner)) if owner else "NULL",
        "today": f"'{today}'::date",
    }


def check(stage: Stage) -> None:
    """As the form does: complete, in order, and not after the lead is settled."""
    lead = stage.roster.target["lead"]
    after = outcome(stage, lead)
    begun = "v.outcome <> '' OR v.fact <> '' OR v.verifiers <> ''"
    stage.refuse(
        lead,
        f"SELECT v.row, NULL::text FROM ({after}) v "
        f"WHERE ({begun} OR v.verified_on IS NOT NULL) AND (v.outcome = '' "
        "OR v.fact = '' OR v.verifiers = '' OR v.verified_on IS NULL)",
        message=_(
            "An answer needs the outcome, the day of the visit, who was there and "
            "what was found."
        ),
        field="outcome",
    )
    stage.refuse(
        lead,
        f"SELECT v.row, NULL::text FROM ({after}) v WHERE v.verified_on > %s",
        [timezone.localdate()],
        message=_("The date is in the future."),
        field="verified_on",
    )
    _check_settled(stage, lead)
    _check_outcome(stage, lead, after)


def _check_settled(stage: Stage, lead: Target) -> None:
    stage.refuse(
        lead,
        f"SELECT s.row, NULL::text FROM {stage.table(lead)} s "
        f"JOIN {stage.matches(lead)} m ON m.row = s.row "
        f"JOIN {lead.table} t ON t.id = m.id WHERE ({differs(stage, lead)}) "
        "AND (t.state = 'closed' OR EXISTS (SELECT 1 FROM households_case c "
        "WHERE c.lead_id = t.id))",
        message=_("This lead is settled and is not changed any more."),
        field="outcome",
    )


def _check_outcome(stage: Stage, lead: Target, after: str) -> None:
    monitored = (
        "EXISTS (SELECT 1 FROM households_household h WHERE h.id = v.household_id "
        "AND h.monitoring_state = 'monitoring')"
    )
    changed = (
        f"EXISTS (SELECT 1 FROM {stage.table(lead)} s JOIN {stage.matches(lead)} m "
        f"ON m.row = s.row JOIN {lead.table} t ON t.id = m.id "
        "WHERE s.row = v.row AND s.outcome IS DISTINCT FROM t.outcome "
        "AND s.outcome IS NOT NULL)"
    )
    for value, condition, message in (
        (
            choices.LeadOutcome.ALREADY_MONITORED,
            f"NOT {monitored}",
            _(
                "Choose the monitored household first: this lead is linked to none "
                "that is monitored now."
            ),
        ),
        (
            choices.LeadOutcome.AT_RISK,
            monitored,
            _("This household is monitored already; say «属实已在册»."),
        ),
    ):
        stage.refuse(
            lead,
            f"SELECT v.row, NULL::text FROM ({after}) v WHERE v.outcome = %s "
            f"AND {condition} AND {changed}",
            [value.value],
            message=message,
            field="outcome",
        )


def answered_leads(run: ImportRun) -> list[int]:
    touched = run.touched.filter(model=Lead._meta.label_lower)
    return list(touched.values_list("object_id", flat=True))


def written(run: ImportRun, leads: list[int]) -> None:
    """The clocks follow the states, forwards and back."""
    today = timezone.localdate()
    rows = Lead.objects.filter(pk__in=leads).select_related("area", "department")
    done = [lead for lead in rows if lead.state not in OPEN]
    lead_clocks.stop([lead.pk for lead in done], on=today)
    for lead in done:
        if lead.state == choices.LeadState.ANSWERED:
            lead_clocks.start_reply(lead, today=today)
    again = [lead for lead in rows if lead.state in OPEN]
    lead_clocks.stop([lead.pk for lead in again], on=today, cancelled=True)
    lead_clocks.start_answer(again, today=today)


def _shown(heading: str, name: str, source: str) -> Column:
    """A column to read: what it says in a file is not taken over."""
    return Column(heading, f"~{name}", source=source)


LEADS = Roster(
    key="leads",
    label="线索答复",
    description="从线索列表导出，填写核查结果、日期、核查人和核查情况后导回；其余列只读",
    columns=(
        Column("编号", "~number", aliases=("线索编号",), required=True, source=_NUMBER),
        _shown("来源", "source", _labels("source", choices.LeadSource.choices)),
        _shown(
            "来源部门",
            "department",
            "(SELECT name FROM accounts_department d WHERE d.id = lead.department_id)",
        ),
        _shown("部门编号", "external_no", "lead.external_no"),
        _shown(
            "镇（办）",
            "town",
            f"(SELECT name FROM {_AREA} a WHERE a.code = "
            "substr(lead.area_code, 1, 9) || '000')",
        ),
        _shown(
            "行政村",
            "village",
            f"(SELECT name FROM {_AREA} a WHERE a.code = lead.area_code "
            "AND a.level = 'village')",
        ),
        _shown("接收日期", "received_on", "lead.received_on"),
        _shown("答复期限", "due_on", "lead.due_on"),
        _shown("姓名", "person_name", "lead.person_name"),
        _shown("身份证号", "id_no", "lead.id_no_mask"),
        _shown("预警类型", "alert_kind", "lead.alert_kind"),
        _shown("内容", "content", "lead.content"),
        _shown("金额", "amount", "lead.amount"),
        _shown("状态", "state", _labels("state", choices.LeadState.choices)),
        Column("核查结果", "lead.outcome"),
        Column("核查日期", "lead.verified_on"),
        Column("核查人", "lead.verifiers"),
        Column("核查情况", "lead.fact"),
        _shown("答复日期", "answered_on", "lead.answered_on"),
        _shown("退回原因", "refusal_reason", "lead.refusal_reason"),
    ),
    targets=(
        Target(
            "lead",
            Lead,
            (Match(("id",)),),
            creates=False,
            area="area",
            derived=("id",),
            fixed=("id",),
            on_update={
                "state": f"CASE WHEN {_OPEN} THEN {_NEW_STATE} ELSE t.state END",
                "answered_on": f"CASE WHEN {_OPEN} THEN {{today}} "
                "ELSE t.answered_on END",
                "closed_on": f"CASE WHEN {_OPEN} AND {_NOBODY_WAITS} "
                "THEN {today} ELSE t.closed_on END",
                "answered_by": "{owner}",
                "version": "t.version + 1",
            },
        ),
    ),
    unit="lead",
    recognised_by=("~number", "lead.outcome"),
    title=("lead.id",),
    derive=(resolve_number,),
    check=check,
    affected=answered_leads,
    after=written,
    values=values,
    rows=LIST.select,
    order="lead.received_on DESC",
    derived_headings={"id": "编号"},
    derived_cells={"id": Cell()},
)
