"""The national system's export of monitored households, one row a person."""

from typing import Any

import pytest

from accounts.models import Area, User
from exchange import services
from exchange.models import TouchedRow
from households.models import (
    Episode,
    Household,
    IncomeStatement,
    Member,
    Responsibility,
)
from tests.exchange.workbooks import (
    HEADER,
    apply,
    counts,
    family,
    id_number,
    person,
    problems,
    receive,
    work,
    workbook,
)


@pytest.fixture
def clerk(village: Area, other_village: Area, township_staff: User) -> User:
    return township_staff


@pytest.fixture
def registered(clerk: User) -> Household:
    apply(receive(workbook(family()), clerk))
    return Household.objects.get()


def test_it_works(clerk: User) -> None:
    run = receive(workbook(family()), clerk)
    assert (run.state, counts(run), problems(run)) == ("preview", {"new": 2}, [])
    assert not Household.objects.exists()

    run = apply(run)
    assert run.state == "applied"
    household = Household.objects.get()
    assert (household.household_no, household.village_id) == (
        "6100000001",
        "990981101201",
    )
    assert (household.head_name, household.persons) == ("赵德全", 2)
    assert household.reveal("phone") == "13800138000"
    head = Member.objects.get(name="赵德全")
    assert (head.sex, str(head.birth_date)) == ("male", "1970-01-01")
    assert head.health == ["chronic", "disabled"]
    episode = Episode.objects.get()
    assert (episode.category, episode.risks) == ("unstable_exited", ["illness"])
    assert IncomeStatement.objects.get().persons == 2
    assert Responsibility.objects.get().person.name == "任晓燕"


def test_history_says_who_and_by_which_run(registered: Household) -> None:
    event = registered.events.get()  # type: ignore[attr-defined]
    assert event.pgh_context["by"] == "任晓燕"
    assert event.pgh_context["via"] == "import"
    assert (
        event.pgh_context["run"] == TouchedRow.objects.values_list("run_id").first()[0]
    )  # type: ignore[index]


def test_the_same_file_twice_changes_nothing_and_says_so(
    registered: Household, clerk: User
) -> None:
    before = TouchedRow.objects.count()
    content = workbook(family())
    run = receive(content, clerk)
    assert counts(run) == {"unchanged": 2}
    assert apply(run).state == "applied"
    assert TouchedRow.objects.count() == before

    content.seek(0)
    again = receive(content, clerk)
    assert any("今天" in n or "today" in n for n in again.notices)


def test_only_what_differs_is_changed(registered: Household, clerk: User) -> None:
    rows = family(工资性收入="15000", 户联系电话="13900139000", 健康状况="")
    run = receive(workbook(rows), clerk)
    assert counts(run) == {"changed": 1, "unchanged": 1}
    [row] = services.preview_rows(run=run, kind="changed")
    shown = {change.heading: (change.old, change.new) for change in row.changes}
    assert shown == {
        "联系电话": ("138****8000", "139****9000"),
        "工资性收入": ("12000.50", "15000.00"),
    }
    apply(run)
    registered.refresh_from_db()
    assert registered.reveal("phone") == "13900139000"
    assert Member.objects.filter(health=["chronic", "disabled"]).count() == 2


@pytest.mark.parametrize(
    ("cells", "heading"),
    [
        ({"证件号码": id_number(1)[:17] + "?"}, "证件号码"),
        ({"证件号码": 610928197503124517}, "证件号码"),
        ({"证件号码": "6.10928E+17"}, "证件号码"),
        ({"行政村": "青石"}, "行政村"),
        ({"行政村": "塬畔村"}, "行政村"),
        ({"户编号": ""}, "户编号"),
        ({"工资性收入": "3,2O0"}, "工资性收入"),
        ({"工资性收入": "-5"}, "工资性收入"),
        ({"识别监测时间": "2024-13-45"}, "识别监测时间"),
        ({"识别监测时间": 45352}, "识别监测时间"),
        ({"识别监测时间": "209901"}, "识别监测时间"),
        ({"监测对象类别": "边缘易致贫户"}, "监测对象类别"),
        ({"健康状况": "健康,残疾"}, "健康状况"),
        ({"户联系电话": "12345"}, "联系电话"),
        ({"与户主关系": "邻居"}, "与户主关系"),
        ({"姓名": "#REF!"}, "姓名"),
        ({"姓名": "赵" * 41}, "姓名"),
        ({"年度": ""}, "年度"),
    ],
)
def test_it_refuses_a_cell_and_names_it(
    clerk: User, cells: dict[str, Any], heading: str
) -> None:
    good = family("6100000002", 21)
    run = receive(workbook([person("6100000001", "赵德全", 1, **cells), *good]), clerk)
    assert counts(run) == {"new": 2, "refused": 1}
    headings = {entry[1] for entry in problems(run)}
    wanted = {heading, {"联系电话": "户联系电话"}.get(heading, heading)}
    assert headings & wanted
    apply(run)
    assert Household.objects.get().household_no == "6100000002"


def test_the_list_of_problems_shows_no_whole_number(clerk: User) -> None:
    number = id_number(1)
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    run = receive(workbook([person("6100000001", "赵德全", 1, 证件号码=wrong)]), clerk)
    [error] = run.errors.filter(heading="证件号码")
    assert error.column == "F"
    assert wrong not in f"{error.value}{error.message}{error.suggestion}"
    assert error.suggestion == f"…{number[17]}"


def test_a_suggestion_can_be_taken_over(clerk: User) -> None:
    number = id_number(1)
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    run = receive(workbook([person("6100000001", "赵德全", 1, 证件号码=wrong)]), clerk)
    error = run.errors.get(heading="证件号码")
    services.fix_cell(run=run, error_id=error.pk, by=clerk)
    assert counts(work(run)) == {"new": 1}


def test_two_heads_and_no_head_are_refused(clerk: User) -> None:
    two = [
        person("6100000001", "赵德全", 1),
        person("6100000001", "李秀英", 2),
        person("6100000002", "周玉珍", 3, "配偶"),
    ]
    run = receive(workbook(two), clerk)
    assert counts(run) == {"new": 1, "refused": 2}


def test_a_person_stands_once_in_a_file_and_in_the_register(
    registered: Household, clerk: User
) -> None:
    rows = [
        person("6100000009", "钱文", 31),
        person("6100000009", "钱武", 31, "之子"),
        person("6100000008", "赵德全", 1),
    ]
    run = receive(workbook(rows), clerk)
    assert counts(run) == {"new": 1, "refused": 2}
    assert any("6100000001" in message for _row, _heading, message in problems(run))


def test_of_numbers_outside_the_area_one_sentence_tells_nothing(
    registered: Household, outsider: User
) -> None:
    place = {"乡": "高塬镇", "行政村": "塬畔村"}
    same_person = person("6100000050", "赵德全", 1, **place)
    same_household = person("6100000001", "孙某", 77, **place)
    run = receive(workbook([same_person, same_household]), outsider)
    assert counts(run) == {"refused": 2}
    messages = {message for _row, _heading, message in problems(run)}
    assert len(messages) == 1
    told = messages.pop()
    assert "石门" not in told
    assert "6100000001" not in told


def test_merged_cells_hidden_sheets_and_other_headings_are_read(clerk: User) -> None:
    header = tuple(
        {"户编号": "户编码", "证件号码": "身份证号码"}.get(h, h) for h in HEADER
    )
    rows = [list(row) for row in family()]
    rows[1][3] = None

    def change(book: Any) -> None:
        sheet = book.active
        sheet.merge_cells("D4:D5")
        book.create_sheet("旧表").sheet_state = "hidden"

    run = receive(workbook(rows, header=header, change=change), clerk)
    assert counts(run) == {"new": 2}
    assert any("旧表" in notice for notice in run.notices)
