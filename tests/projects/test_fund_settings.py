"""Spending checkpoints and the tree of kinds: what is written, what is refused."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from projects.models import Checkpoint, Project, ProjectKind

ClientOf = Callable[[User], Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


def test_it_works(client_of: ClientOf, bureau_official: User) -> None:
    client = client_of(bureau_official)
    given = {
        "year": "2026",
        "tier": "",
        "day": "2026-06-30",
        "target": "50",
        "source": "安财农〔2026〕9号",
    }
    assert client.post(url("checkpoint-add"), given).status_code == 302
    twice = client.post(url("checkpoint-add"), given)
    assert "这个时点的要求已经登记过。" in twice.content.decode()
    for name, value, sentence in (
        ("day", "2028-06-30", "日期不在 2026 年，也不在下一年。"),
        ("target", "101", "请填写 0 到 100 之间的百分数。"),
        ("target", "half", "请填写 0 到 100 之间的百分数。"),
        ("source", "", "请填写依据的文件。"),
    ):
        wrong = client.post(url("checkpoint-add"), {**given, name: value})
        assert wrong.context["form"].errors[name] == [sentence]
    row = Checkpoint.objects.get()
    seen = client.get(url("checkpoint-edit", row.pk)).context["form"]["seen"].value()
    changed = {**given, "seen": seen, "target": "55"}
    assert client.post(url("checkpoint-edit", row.pk), changed).status_code == 302
    assert client.post(url("checkpoint-edit", row.pk), changed).status_code == 409
    seen = client.get(url("checkpoint-remove", row.pk)).context["seen"]
    gone = client.post(url("checkpoint-remove", row.pk), {"seen": seen})
    assert gone.status_code == 302
    assert not Checkpoint.objects.exists()


def test_the_tree_is_dated(
    client_of: ClientOf,
    bureau_official: User,
    township_staff: User,
    project: Project,
) -> None:
    client = client_of(bureau_official)
    kind = ProjectKind.objects.get(name="加工流通")
    page = client.get(url("kinds")).content.decode()
    assert "加工流通" in page
    seen = client.get(url("kind-edit", kind.pk)).context["form"]["seen"].value()
    given = {
        "seen": seen,
        "category": "employment",
        "name": "加工流通",
        "valid_from": "2021-01-01",
        "valid_to": "",
    }
    moved = client.post(url("kind-edit", kind.pk), given)
    assert moved.context["form"].errors["category"] == [
        "已有项目属于这个二级类型，请停用后另建。"
    ]
    ended = {**given, "category": "industry", "valid_to": "2026-12-31"}
    assert client.post(url("kind-edit", kind.pk), ended).status_code == 302
    assert client.post(url("kind-edit", kind.pk), ended).status_code == 409
    again = {**ended, "valid_from": "2026-12-31", "valid_to": ""}
    overlap = client.post(url("kind-add"), again)
    assert overlap.context["form"].errors["name"] == ["这段时间里已经有这个二级类型。"]
    later = {**again, "valid_from": "2027-01-01"}
    assert client.post(url("kind-add"), later).status_code == 302
    assert client_of(township_staff).get(url("kind-add")).status_code == 403
