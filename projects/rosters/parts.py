"""What rosters of projects share: which project a row is about, and what follows."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area
from exchange.cells import Cell, CodeText
from exchange.models import ImportRun
from exchange.roster import Column, Match, Target
from exchange.staging.batch import Batch
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from projects.models import Project
from projects.scoping import scope
from projects.signals import projects_changed

_AREA = Area._meta.db_table


def project_columns() -> tuple[Column, ...]:
    """Number, name and place of the project; one of the first two must be given."""
    return (
        Column(
            "项目编号",
            "~code",
            aliases=("编号", "项目代码", "项目编码"),
            cell=CodeText(40),
            source="project.code",
            help="与项目名称填一个即可",
        ),
        Column("项目名称", "~project", aliases=("项目", "名称"), source="project.name"),
        Column(
            "镇（办）",
            "~town",
            source=f"(SELECT name FROM {_AREA} a WHERE a.code = "
            "substr(project.area_code, 1, 9) || '000')",
            templated=False,
        ),
    )


def project_target() -> Target:
    """The project that ``find_projects`` found; it must exist and is not written."""
    return Target(
        "project",
        Project,
        (Match(("id",)),),
        creates=False,
        updates=False,
        repeats=True,
        derived=("id",),
        fixed=("id",),
    )


def find_projects(batch: Batch) -> None:
    """A ``derive`` function that fills ``project.id`` among what the owner sees."""
    codes, names = batch.get("~code"), batch.get("~project")
    by_code, by_name = _known(batch)
    found: list[int | None] = []
    for index, (code, name) in enumerate(zip(codes, names, strict=True)):
        problem = ""
        pk = by_code.get(code or "")
        if code and pk is None:
            problem = _("There is no project with this number among yours.")
        elif not code:
            named = by_name.get("".join((name or "").split()), [])
            pk = named[0] if len(named) == 1 else None
            problem = _unnamed(name, len(named)) if pk is None else ""
        if problem:
            batch.refuse(index, "~code" if code else "~project", problem)
        found.append(pk)
    batch.values["project.id"] = found


def _unnamed(name: str | None, count: int) -> str:
    if not name:
        return _("Give the number of the project, or its name.")
    if count:
        return _("Several projects have this name: give the number.")
    return _("There is no project of this name among yours.")


def _known(batch: Batch) -> tuple[dict[str, int], dict[str, list[int]]]:
    cache: dict[str, Any] = batch.stage.cache
    if "projects" not in cache:
        cache["projects"] = known_projects(
            Project.objects.visible_to(batch.stage.owner)
        )
    known: tuple[dict[str, int], dict[str, list[int]]] = cache["projects"]
    return known


def known_projects(rows: Any) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Keys of projects by their numbers, and by their names without blanks."""
    by_code: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    for pk, code, name in rows.values_list("pk", "code", "name"):
        by_code[code] = pk
        by_name.setdefault("".join(name.split()), []).append(pk)
    return by_code, by_name


def refuse_future(stage: Stage, target: Target, *fields: str) -> None:
    """Days of what has been done are not in the future."""
    after = outcome(stage, target)
    for name in fields:
        stage.refuse(
            target,
            f"SELECT v.row, NULL::text FROM ({after}) v WHERE v.{name} > %s",
            [timezone.localdate()],
            message=_("The date is in the future."),
            field=name,
        )


def affected_projects(run: ImportRun) -> list[int]:
    """Projects of the rows that a run has written."""
    found: set[int] = set()
    labels = set(run.touched.values_list("model", flat=True).distinct())
    with connection.cursor() as cursor:
        for label in labels:
            column = "id" if label == "projects.project" else "project_id"
            table = label.replace(".", "_")
            if column not in _columns(table):
                continue
            cursor.execute(
                f"SELECT DISTINCT {column} FROM {table} WHERE id IN (SELECT object_id "
                "FROM exchange_touchedrow WHERE run_id = %s AND model = %s)",
                [run.pk, label],
            )
            found |= {row[0] for row in cursor.fetchall()}
    return sorted(found)


def _columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return {column.name for column in described}


def projects_written(run: ImportRun, projects: list[int]) -> None:
    """Figures and findings follow, told inside the transaction."""
    projects_changed.send(sender=ImportRun, projects=projects)


def values(context: Mapping[str, Any]) -> dict[str, str]:
    """The owner of the run, for ``on_insert``."""
    owner = context.get("owner")
    return {"owner": str(int(owner)) if owner else "NULL"}


#: Parts that every roster of rows about projects has.
OF_PROJECT: dict[str, Any] = {
    "export_permission": "projects.export_project",
    "ignored": ("序号", "省", "市", "县"),
    "derive": (find_projects,),
    "affected": affected_projects,
    "after": projects_written,
    "values": values,
    "scope": scope,
    "whole_register": True,
    "derived_headings": {"id": "对应"},
    "derived_cells": {"id": Cell()},
    "order": "project.code, project.id",
}
ON_INSERT = {"recorded_by": "{owner}"}
