"""Files of a roster: sent in, and taken out again."""

import io
from collections.abc import Sequence

from accounts.models import User
from exchange import files, jobs
from exchange.models import Job
from tests.exchange.workbooks import apply, counts, problems, receive, workbook


def sent(
    owner: User, roster: str, header: Sequence[str], *rows: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    """What becomes of a file: the counts of its preview, and what is wrong."""
    run = receive(workbook(rows, header=header, above=()), owner, roster)
    found = counts(run), [message for _row, _heading, message in problems(run)]
    if run.rows_new or run.rows_changed:
        apply(run)
    return found


def exported(owner: User, roster: str, **query: str) -> io.BytesIO:
    job = jobs.start(
        kind=Job.Kind.EXPORT,
        owner=owner,
        parameters={"roster": roster, "query": query, "format": "xlsx"},
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    return io.BytesIO(files.stored(job.result["file"]).read_bytes())


def comes_back(owner: User, roster: str) -> dict[str, int]:
    """The counts of an export that is sent in as it is."""
    run = receive(exported(owner, roster), owner, roster)
    assert not problems(run)
    return counts(run)
