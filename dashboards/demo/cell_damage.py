"""Faults that only a file can have: what the database would refuse, put into cells."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from openpyxl.utils import get_column_letter

from dashboards.demo.damage import Fault
from dashboards.demo.dice import Dice
from dashboards.demo.sheets import EMPTY, Sheet

#: Share of rows that get one fault.
_RATE = 0.012

Cells = dict[str, str]
#: Gets the row and the row before; gives the heading and the new cell, or None.
Spoil = Callable[[Cells, Cells], tuple[str, str | float] | None]
Row = list[str | float]


def spoiled_rows(
    sheet: Sheet,
    rows: Iterable[list[str]],
    dice: Dice,
    file_and_first_row: tuple[str, int],
    faults: list[Fault],
) -> Iterator[Row]:
    """The rows of a file, some with a fault, and a fault's cell in the list."""
    name, first = file_and_first_row
    headings = sheet.headings
    counts: Counter[str] = Counter()
    before: Cells = {}
    for number, row in enumerate(rows, first):
        cells = dict(zip(headings, row, strict=True))
        spoiled: Row = list(row)
        if before and dice.chance(_RATE):
            for rule, what, spoil in sorted(KINDS, key=lambda kind: counts[kind[1]]):
                change = spoil(cells, before)
                if change is not None:
                    heading, value = change
                    at = headings.index(heading)
                    spoiled[at] = value
                    counts[what] += 1
                    faults.append(
                        Fault(
                            rule, what, name, cells["户编号"], heading, row[at],
                            str(value), f"{get_column_letter(at + 1)}{number}",
                        )
                    )  # fmt: skip
                    break
        yield spoiled
        before = cells


def _number_of_before(cells: Cells, before: Cells) -> tuple[str, str] | None:
    if "证件号码" not in cells or cells["户编号"] == before["户编号"]:
        return None
    return "证件号码", before["证件号码"]


def _rounded(cells: Cells, before: Cells) -> tuple[str, float] | None:
    """A number cell: Excel keeps 15 digits and shows 9.90981E+17."""
    number = cells.get("证件号码", "")
    return ("证件号码", float(number)) if number.isdigit() else None


def _seventeen(cells: Cells, before: Cells) -> tuple[str, str] | None:
    return ("证件号码", cells["证件号码"][:17]) if "证件号码" in cells else None


def _second_head(cells: Cells, before: Cells) -> tuple[str, str] | None:
    if cells.get("与户主关系") != "配偶":
        return None
    return "与户主关系", "户主"


def _other_sex(cells: Cells, before: Cells) -> tuple[str, str] | None:
    if "性别" not in cells:
        return None
    return "性别", "女" if cells["性别"] == "男" else "男"


def _wrong_village(cells: Cells, before: Cells) -> tuple[str, str] | None:
    if "行政村" not in cells:
        return None
    return "行政村", "前" + cells["行政村"][:-1] + "湾村"


def _no_household(cells: Cells, before: Cells) -> tuple[str, str]:
    return "户编号", EMPTY


def _letter_in_amount(cells: Cells, before: Cells) -> tuple[str, str] | None:
    for heading in ("工资性收入", "工资性收入(元)", "本月工资性收入"):
        if "0" in cells.get(heading, "")[:-3]:
            return heading, cells[heading].replace("0", "O", 1)
    return None


def _unknown_code(cells: Cells, before: Cells) -> tuple[str, str] | None:
    if "健康状况" not in cells:
        return None
    return "健康状况", "良好"


def _ends_before_it_began(cells: Cells, before: Cells) -> tuple[str, str] | None:
    if cells.get("消除监测时间", EMPTY) == EMPTY:
        return None
    return "消除监测时间", "202001"


def _category_against_type(cells: Cells, before: Cells) -> tuple[str, str] | None:
    if cells.get("监测对象类别") != "边缘易致贫户":
        return None
    return "监测对象类别", "脱贫不稳定户"


def _no_main_risk(cells: Cells, before: Cells) -> tuple[str, str] | None:
    """On the only row of a household: on one of several the others still say it."""
    alone = cells.get("人数") == "1" and "致贫返贫风险1" in cells
    return ("致贫返贫风险1", EMPTY) if alone else None


def _long_phone(cells: Cells, before: Cells) -> tuple[str, str] | None:
    for heading in ("成员联系电话", "责任人电话"):
        if cells.get(heading, EMPTY) != EMPTY:
            return heading, cells[heading] + "0"
    return None


KINDS: tuple[tuple[str, str, Spoil], ...] = (
    ("P02", "身份证号与上一行重复", _number_of_before),
    ("P01", "身份证号成为数字格式，末三位变成 000", _rounded),
    ("P01", "身份证号只有 17 位", _seventeen),
    ("P07", "一户两个户主", _second_head),
    ("P04", "性别与身份证号不符", _other_sex),
    ("", "行政村名称错误", _wrong_village),
    ("", "户编号空缺", _no_household),
    ("", "金额里有字母 O", _letter_in_amount),
    ("P11", "健康状况不在选项内", _unknown_code),
    ("E20", "消除时间早于识别时间", _ends_before_it_began),
    ("I02", "监测对象类别与户类型矛盾", _category_against_type),
    ("I03", "主要风险空缺", _no_main_risk),
    ("P32", "电话多一位", _long_phone),
)
