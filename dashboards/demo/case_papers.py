"""Papers of the demonstration: a page for each kind, filed with many procedures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.conf import settings

from accounts.models import User
from exchange.models import Attachment
from households.choices import Decision, PaperKind
from households.models import Case, CaseAct, CasePaper
from households.procedures.tables import PROCEDURES

_FOLDER = "papers"


def file_papers(
    cases: Sequence[Case], acts: Sequence[CaseAct], by: User | None
) -> None:
    """What every passed step requires, filed by whoever passed it."""
    of_case = {case.pk: case for case in cases}
    pages = {kind: page_of(kind.value) for kind in PaperKind}
    files: list[Attachment] = []
    papers: list[CasePaper] = []
    for act in acts:
        if act.decision != Decision.PASSED:
            continue
        case = of_case[act.case_id]
        for kind in PROCEDURES[case.kind].rule(act.step).papers:
            path, content = pages[kind]
            file = Attachment(
                name=f"{kind.label}.pdf",
                content_type="application/pdf",
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                path=path,
                uploaded_by=act.actor or by,
            )
            files.append(file)
            papers.append(
                CasePaper(
                    case=case,
                    step=act.step,
                    kind=kind,
                    attachment=file,
                    filed_by=act.actor or by,
                )
            )
    Attachment.objects.bulk_create(files, batch_size=1000)
    CasePaper.objects.bulk_create(papers, batch_size=1000)


def page_of(kind: str) -> tuple[str, bytes]:
    """Path and content of a file of one page that says what it stands for."""
    name = f"{_FOLDER}/demonstration-{kind}.pdf"
    content = _pdf(f"Demonstration: {kind.replace('_', ' ')}")
    path = settings.FILES_ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(content)
    return name, content


def _pdf(text: str) -> bytes:
    """The smallest file of one line that readers open."""
    drawn = f"BT /F1 20 Tf 72 720 Td ({text}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 "
            b"/BaseFont /Helvetica >> >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 5\n0000000000 65535 f \n" + table + end
