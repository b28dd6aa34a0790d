"""Papers and public notices of the projects."""

from __future__ import annotations

import datetime as dt
import hashlib

from accounts.models import User
from dashboards.demo.case_papers import page_of
from dashboards.demo.projects.money import SHOWN
from dashboards.demo.projects.rows import Row
from exchange.models import Attachment
from projects.choices import NoticeLevel, Paper
from projects.models import ProjectPaper, PublicNotice

#: The day that a paper goes with; what has not come has no paper.
_WITH = {
    Paper.STORAGE: "stored_on",
    Paper.APPROVAL: "planned_on",
    Paper.TARGETS: "planned_on",
    Paper.NOTICE_BEFORE: "funded_on",
    Paper.TENDER: "tendered_on",
    Paper.CONTRACT: "tendered_on",
    Paper.START_ORDER: "started_on",
    Paper.SUPERVISION: "finished_on",
    Paper.LINKAGE: "finished_on",
    Paper.ACCEPTANCE: "accepted_on",
}


def write_papers(day: dt.date, rows: list[Row], by: User) -> None:
    files, papers, notices = [], [], []
    for row in rows:
        for kind, column in _WITH.items():
            if getattr(row.project, column) is None:
                continue
            file = _file(kind, by)
            files.append(file)
            papers.append(
                ProjectPaper(
                    project=row.project, kind=kind, attachment=file, added_by=by
                )
            )
        notices += _notices(row, by)
    Attachment.objects.bulk_create(files)
    ProjectPaper.objects.bulk_create(papers)
    PublicNotice.objects.bulk_create(notices)


def _file(kind: Paper, by: User) -> Attachment:
    path, content = page_of(f"project-{kind.value}")
    return Attachment(
        name=f"{kind.label}.pdf",
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        uploaded_by=by,
    )


def _notices(row: Row, by: User) -> list[PublicNotice]:
    """Of every project at three levels, but that the shown plant forgot the village."""
    posted = row.project.funded_on
    if posted is None:
        return []
    levels = [
        level
        for level in NoticeLevel
        if not (row.made.name == SHOWN and level == NoticeLevel.VILLAGE)
    ]
    return [
        PublicNotice(
            project=row.project,
            level=level,
            phase="before",
            posted_on=posted + dt.timedelta(days=3),
            until=posted + dt.timedelta(days=13),
            place="公示栏",
            recorded_by=by,
        )
        for level in levels
    ]
