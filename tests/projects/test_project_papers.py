"""Papers of a project: filed once, fetched with a trace, taken out and kept."""

import hashlib
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, User
from exchange.models import Attachment
from projects.choices import Paper
from projects.models import Project, ProjectPaper
from projects.services import papers
from projects.signals import projects_changed

ClientOf = Callable[[User], Client]


def pdf(text: str = "合同") -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "合同.pdf", b"%PDF-1.4\n" + text.encode(), "application/pdf"
    )


def url(name: str, project: Project, *more: int) -> str:
    return reverse(f"projects:paper-{name}", args=[project.pk, *more])


def test_it_works(client_of: ClientOf, township_staff: User, project: Project) -> None:
    client = client_of(township_staff)
    form = client.get(url("add", project), {"kind": "contract"})
    assert form.context["form"].initial == {"kind": "contract"}
    given = {"kind": "contract", "title": "施工合同", "file": pdf()}
    assert client.post(url("add", project), given).status_code == 302
    row = project.papers.get()
    assert (row.kind, row.title, row.added_by) == (
        "contract",
        "施工合同",
        township_staff,
    )
    page = client.get(project.get_absolute_url())
    assert page.context["page"].papers_filed == 1
    assert "1 / 10" in page.content.decode()
    file = client.get(url("file", project, row.pk))
    assert file["Content-Disposition"].startswith("attachment")
    content = b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(content).hexdigest() == row.attachment.sha256
    entry = AccessLog.objects.get(object_type="project paper")
    assert entry.object_ids == [str(row.pk)]
    assert client.post(url("withdraw", project, row.pk)).status_code == 302
    assert client.get(url("file", project, row.pk)).status_code == 404
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert Attachment.objects.filter(pk=row.attachment_id).exists()


def test_the_same_content_is_one_paper_of_a_kind(
    project: Project, township_staff: User
) -> None:
    for kind in ("contract", "contract", "tender"):
        papers.file_paper(project=project, kind=kind, upload=pdf(), by=township_staff)
    assert list(project.papers.values_list("kind", flat=True)) == ["contract", "tender"]
    # Taken out, it can be filed anew.
    papers.withdraw_paper(pk=project.papers.earliest("pk").pk)
    papers.file_paper(project=project, kind="contract", upload=pdf(), by=township_staff)
    assert project.papers.filter(withdrawn_at=None).count() == 2


def test_several_reports_of_a_supervisor_are_one_kind(
    client_of: ClientOf, township_staff: User, project: Project
) -> None:
    for month in ("9月", "10月"):
        papers.file_paper(
            project=project, kind="supervision", title=month, upload=pdf(month),
            by=township_staff,
        )  # fmt: skip
    page = client_of(township_staff).get(project.get_absolute_url()).context["page"]
    assert page.papers_filed == 1
    assert len(page.papers) == len(Paper)
    filed = next(each for each in page.papers if each.kind == "supervision")
    assert [row.title for row in filed.files] == ["9月", "10月"]


def test_bad_files_and_forms_are_refused_with_a_sentence(
    client_of: ClientOf, township_staff: User, project: Project
) -> None:
    client = client_of(township_staff)
    bad = SimpleUploadedFile("毒.exe", b"MZ..", "image/png")
    for given in (
        {"kind": "contract", "file": bad},
        {"kind": "wild", "file": pdf()},
        {"kind": "contract"},
        {},
    ):
        answer = client.post(url("add", project), given)
        assert answer.status_code == 422
        assert answer.context["form"].errors
    assert not ProjectPaper.objects.exists()
    kept = client.post(url("add", project), {"kind": "tender", "title": "一标段"})
    assert "一标段" in kept.content.decode()
    assert client.get(url("add", project), {"kind": "wild"}).status_code == 200


def test_a_kind_that_does_not_exist_is_refused_by_the_service(
    project: Project, township_staff: User
) -> None:
    with pytest.raises(ValidationError):
        papers.file_paper(project=project, kind="wild", upload=pdf(), by=township_staff)


def test_others_reach_no_paper(
    client_of: ClientOf,
    township_staff: User,
    outsider: User,
    leader: User,
    village_worker: User,
    agriculture_staff: User,
    project: Project,
    neighbours: Project,
) -> None:
    row = papers.file_paper(
        project=project, kind="contract", upload=pdf(), by=township_staff
    )
    client = client_of(outsider)
    assert client.get(url("file", project, row.pk)).status_code == 404
    assert client.get(url("file", neighbours, row.pk)).status_code == 404
    assert client.get(url("add", project)).status_code == 404
    assert client.post(url("withdraw", project, row.pk)).status_code == 404
    for reader in (leader, village_worker):
        assert client_of(reader).get(url("add", project)).status_code == 403
        withdrawn = client_of(reader).post(url("withdraw", project, row.pk))
        assert withdrawn.status_code == 403
    answer = client_of(agriculture_staff).get(url("file", project, row.pk))
    assert answer.status_code == 200
    answer.close()


def test_figures_are_told_of_papers(project: Project, township_staff: User) -> None:
    told: list[list[int]] = []

    def listen(projects: list[int], **given: object) -> None:
        told.append(projects)

    projects_changed.connect(listen)
    try:
        row = papers.file_paper(
            project=project, kind="contract", upload=pdf(), by=township_staff
        )
        papers.withdraw_paper(pk=row.pk)
        papers.withdraw_paper(pk=row.pk)
    finally:
        projects_changed.disconnect(listen)
    assert told == [[project.pk]] * 2
