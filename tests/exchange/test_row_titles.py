"""Rows of a file have a name in the preview, whatever columns tell it."""

import pytest

from accounts.models import Area, User
from exchange import registry, services
from exchange.models import ImportRun
from exchange.row_titles import titles_of
from exchange.staging import matching
from exchange.staging.stage import Stage
from tests.exchange.workbooks import receive, workbook
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


def test_it_works(bureau_official: User, village: Area) -> None:
    project = make_project(village)
    header = ("项目编号", "填报日期", "形象进度（%）", "进展情况")
    row = (project.code, "2026-05-01", "4", "按计划施工")
    run = receive(
        workbook([row], header=header, above=()), bureau_official, "project-progress"
    )
    [shown] = services.preview_rows(run=run, kind="new")
    assert shown.title == f"{project.name} 2026-05-01"


def test_a_code_is_shown_by_its_word(bureau_official: User) -> None:
    header = ("年度", "资金层级", "资金文号", "任务方向", "金额（万元）", "下达日期")
    row = ("2026", "中央", "农〔2026〕1号", "以工代赈", "10", "2026-01-20")
    run = receive(
        workbook([row], header=header, above=()), bureau_official, "fund-batches"
    )
    [shown] = services.preview_rows(run=run, kind="new")
    assert shown.title == "农〔2026〕1号 中央"


def test_every_roster_names_its_rows(bureau_official: User) -> None:
    for roster in registry.all_rosters():
        if not roster.importable:
            continue
        run = ImportRun.objects.create(
            roster=roster.key,
            owner=bureau_official,
            context={"month": "2026-11", "year": "2026", "day": "2026-11-01"},
            scope_low="0" * 12,
            scope_high="9" * 12,
            file_size=1,
        )
        stage = Stage(run)
        stage.create()
        matching.match_all(stage)
        assert titles_of(stage, [1]) == {}, roster.key
        stage.drop()
