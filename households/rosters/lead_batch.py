"""A department's file of leads: whatever columns it has, one lead a row.

The file is only ever added to: a row that was pushed before is left as it stands. What
the register knows of the people is not told here, because a department may push names
to find out who is in it; the bureau is told how many were found.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, User
from accounts.roles import Role
from accounts.scoping import department_range, user_range
from exchange.cells import CodeText, as_text
from exchange.errors import FileRefused
from exchange.models import ImportRun
from exchange.roster import Column, ContextField, Match, Roster, Target
from exchange.staging.batch import Batch
from exchange.staging.matching import pk_column
from exchange.staging.stage import Stage
from households import choices
from households.models import Lead
from households.rosters.cells import id_cell, phone_cell
from households.rosters.identity import check_identity
from households.rosters.lead_places import Places
from households.rosters.places import VillageName
from households.services import lead_batches

_CONTENT, _PLACE = 500, 120
#: The same person, content and amount again within so many days is the same lead.
_SAME_DAYS = 15
_AGAIN = (
    f"t.received_on BETWEEN s.received_on - {_SAME_DAYS} "
    f"AND s.received_on + {_SAME_DAYS}"
)


def scope(user: User) -> tuple[str, str] | None:
    """A department's own files, or the area of who pushes for it."""
    return department_range(user) or user_range(user)


def admits(user: User, context: Mapping[str, Any]) -> None:
    """The department is one's own, the day is not in the future."""
    department = str(context.get("department") or "")
    if (
        not department.isdecimal()
        or not Department.objects.filter(pk=int(department)).exists()
    ):
        raise FileRefused(_("Choose the department that sends the leads."))
    if user.role == Role.DEPARTMENT_STAFF and user.department_id != int(department):
        raise FileRefused(_("Choose the department that sends the leads."))
    if _day(context) > timezone.localdate():
        raise FileRefused(_("The date is in the future."))


def _day(context: Mapping[str, Any]) -> dt.date:
    try:
        return dt.date.fromisoformat(str(context.get("received_on") or ""))
    except ValueError:
        return timezone.localdate()


def values(context: Mapping[str, Any]) -> dict[str, str]:
    owner = context.get("owner")
    return {"owner": str(int(owner)) if owner else "NULL"}


def place(batch: Batch) -> None:
    """Village, else township, else county; what was written stays as it was."""
    cache = batch.stage.cache
    places: Places = cache.setdefault("places", None) or Places()
    cache["places"] = places
    cells = [batch.get(path) for path in ("~town", "~village", "~address")]
    found, written = [], []
    for index, row in enumerate(zip(*cells, strict=True)):
        code = places.find(*row)
        found.append(code)
        words = dict.fromkeys(as_text(part) for part in row if part)
        written.append(" ".join(words)[:_PLACE] or None)
        if code == places.county:
            message = _("The place is not known; the bureau will dispatch the lead.")
            batch.refuse(index, _first_path(batch), message, warning=True)
    batch.values["lead.area"], batch.values["lead.place"] = found, written


def _first_path(batch: Batch) -> str:
    paths = ("~village", "~address", "~town")
    return next((path for path in paths if batch.has(path)), "lead.person_name")


def complete(batch: Batch) -> None:
    """What the whole file has in common, and a content where the file has no column."""
    context = batch.stage.run.context
    size, day = len(batch), _day(context)
    batch.values["lead.department"] = [int(context["department"])] * size
    batch.values["lead.source"] = [choices.LeadSource.DEPARTMENT_ALERT.value] * size
    batch.values["lead.state"] = [
        choices.LeadState.UNASSIGNED.value
        if code.endswith("000000")
        else choices.LeadState.VERIFYING.value
        for code in batch.get("lead.area")
    ]
    days = [given or day for given in batch.get("lead.received_on")]
    batch.values["lead.received_on"] = days
    for index, given in enumerate(days):
        if given > timezone.localdate():
            message = _("The date is in the future.")
            batch.refuse(index, "lead.received_on", message)
    batch.values["lead.content"] = [
        _content(batch, index, *cells)
        for index, cells in enumerate(
            zip(
                batch.get("lead.content"),
                batch.get("lead.alert_kind"),
                batch.get("lead.amount"),
                strict=True,
            )
        )
    ]


def _content(batch: Batch, index: int, content: Any, kind: Any, amount: Any) -> Any:
    said = content or kind or (amount is not None and _("Amount in the list"))
    if not said:
        batch.refuse(
            index, "lead.content", _("Say what has happened, or the kind of alert.")
        )
    return said or None


def check(stage: Stage) -> None:
    """The same lead twice in one file; and for the bureau, how many are known."""
    lead = stage.roster.target["lead"]
    same = "s.id_no_digest, s.person_name, s.place, s.content, s.amount, s.received_on"
    stage.refuse(
        lead,
        f"SELECT row, first::text FROM (SELECT s.row, min(s.row) OVER ("
        f"PARTITION BY {same}) AS first FROM {stage.table(lead)} s "
        f"JOIN {stage.main} l ON l.row = s.row "
        "WHERE s.external_no IS NULL AND NOT l.bad) f WHERE row <> first",
        message=_("The same as row {}."),
        field="person_name",
    )
    reading = stage.run.state == ImportRun.State.READING
    if reading and stage.owner.role != Role.DEPARTMENT_STAFF:
        _tell_known(stage, lead)


def _tell_known(stage: Stage, lead: Target) -> None:
    [(matched, probable, unknown)] = stage.fetch(
        "SELECT count(*) FILTER (WHERE n), count(*) FILTER (WHERE p AND NOT n), "
        "count(*) FILTER (WHERE NOT p AND NOT n) FROM (SELECT EXISTS ("
        "SELECT 1 FROM households_member m WHERE m.id_no_digest = s.id_no_digest) n, "
        "EXISTS (SELECT 1 FROM households_member m JOIN households_household h "
        "ON h.id = m.household_id WHERE m.name = s.person_name "
        "AND right(s.area_code, 6) <> '000000' AND m.state = 'present' "
        "AND h.village_code BETWEEN rpad(left(s.area_code, 9), 12, '0') "
        f"AND rpad(left(s.area_code, 9), 12, '9')) p FROM {stage.table(lead)} s "
        f"LEFT JOIN {stage.matches(lead)} k ON k.row = s.row WHERE k.row IS NULL) f"
    )
    stage.run.notices.append(
        _(
            "In the register: %(matched)d found by number, %(probable)d probably by "
            "name, %(unknown)d not found."
        )
        % {"matched": matched, "probable": probable, "unknown": unknown}
    )


def new_leads(run: ImportRun) -> list[int]:
    touched = run.touched.filter(model=Lead._meta.label_lower, is_new=True)
    return list(touched.values_list("object_id", flat=True))


def written(run: ImportRun, leads: list[int]) -> None:
    """In the transaction that wrote or withdrew the rows."""
    if run.state == ImportRun.State.APPLYING:
        lead_batches.receive(run=run, leads=leads, rows=_rows(run))
    else:
        lead_batches.withdraw(run=run, leads=leads)


def _rows(run: ImportRun) -> dict[str, int]:
    """Which lead each row of the file is, new or known before."""
    stage = Stage(run)
    lead = stage.roster.target["lead"]
    found = stage.fetch(
        f"SELECT m.row, m.id FROM {stage.matches(lead)} m JOIN {lead.table} t "
        f"ON t.{pk_column(lead)} = m.id JOIN {stage.main} l ON l.row = m.row "
        "WHERE NOT l.bad"
    )
    return {str(row): lead_id for row, lead_id in found}


LEAD_BATCH = Roster(
    key="lead-batch",
    label="部门线索",
    description="部门推送的风险线索，一行一条；表头和列序不限，答复后按原表返回",
    permission="households.push_leads",
    export_permission="households.push_leads",
    scope=scope,
    columns=(
        Column(
            "线索编号",
            "lead.external_no",
            aliases=("编号", "预警编号", "业务编号", "案件编号", "工单编号"),
            cell=CodeText(60),
        ),
        Column(
            "姓名",
            "lead.person_name",
            aliases=(
                "人员姓名",
                "户主姓名",
                "患者姓名",
                "学生姓名",
                "申请人",
                "参保人",
            ),
            required=True,
        ),
        Column(
            "身份证号",
            "lead.id_no",
            aliases=("身份证号码", "证件号码", "公民身份号码", "身份证", "证件号"),
            cell=id_cell(),
            help="18 位，单元格须为文本格式",
        ),
        Column(
            "镇（办）", "~town", aliases=("乡镇", "镇", "镇办", "镇街", "乡镇(街道)")
        ),
        Column(
            "行政村", "~village", aliases=("村", "村(社区)", "村名", "社区", "村居")
        ),
        Column(
            "户籍地址",
            "~address",
            aliases=(
                "户籍地",
                "地址",
                "家庭住址",
                "家庭地址",
                "住址",
                "现住址",
                "户籍所在地",
            ),
        ),
        Column(
            "联系电话",
            "lead.phone",
            aliases=("电话", "手机号", "手机号码", "联系方式"),
            cell=phone_cell(landline=True),
        ),
        Column(
            "预警类型",
            "lead.alert_kind",
            aliases=("预警类别", "线索类型", "线索类别", "问题类型", "类型"),
        ),
        Column(
            "内容",
            "lead.content",
            aliases=(
                "线索内容",
                "预警内容",
                "情况说明",
                "主要情况",
                "问题描述",
                "诉求内容",
            ),
        ),
        Column(
            "金额",
            "lead.amount",
            aliases=(
                "金额(元)",
                "自付金额",
                "个人自付",
                "个人自付金额",
                "自付费用",
                "支出金额",
            ),
        ),
        Column(
            "接收日期",
            "lead.received_on",
            aliases=("推送日期", "预警日期", "反馈日期", "受理日期", "日期"),
        ),
    ),
    targets=(
        Target(
            "lead",
            Lead,
            (
                Match(("department", "external_no")),
                Match(("department", "id_no", "content", "amount?"), where=_AGAIN),
                Match(
                    ("department", "person_name", "place?", "content", "amount?"),
                    where=f"{_AGAIN} AND t.id_no_digest IS NOT DISTINCT FROM "
                    "s.id_no_digest AND s.external_no IS NULL",
                ),
            ),
            updates=False,
            derived=("department", "source", "area", "place", "state"),
            on_insert={"recorded_by": "{owner}"},
            traced=True,
        ),
    ),
    unit="lead",
    recognised_by=("lead.person_name",),
    title=("lead.person_name",),
    context=(
        ContextField("department", gettext_lazy("Department"), "department"),
        ContextField("received_on", gettext_lazy("Received on"), "day"),
        ContextField(
            "document_no",
            gettext_lazy("Document number"),
            "text",
            required=False,
        ),
    ),
    derive=(check_identity("lead"), place, complete),
    check=check,
    admits=admits,
    values=values,
    affected=new_leads,
    after=written,
    derived_headings={"area": "派发到"},
    derived_cells={"area": VillageName()},
)
