"""Writes a members' roster of N rows by 40 columns, as Excel would: shared strings.

Run in a process of its own, ``python -m benchmarks.roster_file ROWS PATH``, so that its
memory is not counted as the import's.
"""

import datetime as dt
import random
import sys
from pathlib import Path

import xlsxwriter

from households import choices
from households.rules import check_character

PERSONS_A_HOUSEHOLD = 4
COLUMNS = 40
HEADINGS = (
    "户编号",
    "人编号",
    "姓名",
    "性别",
    "出生日期",
    "证件类型",
    "证件号码",
    "与户主关系",
    "民族",
    "政治面貌",
    "文化程度",
    "在校生状况",
    "失学或辍学原因",
    "未上学原因",
    "健康状况",
    "残疾类别",
    "残疾等级",
    "残疾证办证年度",
    "劳动技能",
    "是否会讲普通话",
    "务工区域",
    "务工企业名称",
    "产业分类",
    "务工时间（月）",
    "是否国外务工",
    "就业渠道",
    "公益性岗位类型",
    "公益性岗位（月数）",
    "是否参加城乡居民基本医疗保险",
    "是否参加城镇职工基本医疗保险",
    "是否参加大病保险",
    "是否参加商业补充医疗保险",
    "是否接受大病医疗救助",
    "是否接受其他健康帮扶",
    "是否参加城乡居民基本养老保险",
    "是否参加城镇职工基本养老保险",
    "是否享受低保",
    "是否特困供养人员",
    "成员联系电话",
    "首次识别时间",
)
_RELATIONS = ("户主", "配偶", "之子", "之女")
_SURNAMES = "赵李刘曾蒋曹苏郑王张陈杨黄周吴徐孙马朱胡"
_GIVEN = "德全秀芳长有翠花玉珍凤霞满仓秋菊建国桂兰小军志远文娟海燕"


def household_no(number: int) -> str:
    return f"99098{number:09d}"


def id_number(number: int, born: dt.date) -> str:
    """Different for each number below 36 million: days since 1950 times 999 orders."""
    first = f"990981{born:%Y%m%d}{number % 999 + 1:03d}"
    return first + check_character(first)


def row(number: int, rng: random.Random) -> list[str]:
    born = dt.date(1950, 1, 1) + dt.timedelta(days=number // 999 * 7 + number % 7)
    identity = id_number(number, born)
    yes_no = ["是" if rng.random() < 0.5 else "否" for _column in range(9)]
    relation = _RELATIONS[number % PERSONS_A_HOUSEHOLD]
    name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2))
    labels = [choice.label for choice in choices.LabourSkill]
    disabled = number % 9 == 0
    return [
        *(household_no(number // PERSONS_A_HOUSEHOLD), f"1{number:013d}", name),
        "男" if int(identity[16]) % 2 else "女",
        *(f"{born:%Y%m%d}", "居民身份证", identity, relation, "汉族", "群众"),
        *(rng.choice(["小学", "初中", "高中"]), "", "", ""),
        rng.choice(["健康", "长期慢性病", "长期慢性病,残疾"]),
        *(("肢体", "二级", "2019") if disabled else ("", "", "")),
        *(rng.choice(labels), rng.choice("是否")),
        *("县外省内务工", f"企业{number % 500}", "制造业", str(number % 13), "否"),
        *("自主就业", "", ""),
        *(*yes_no, "否", f"139{number % 10**8:08d}", "202403"),
    ]


def write(path: Path, rows: int, seed: int = 7) -> None:
    rng = random.Random(seed)  # noqa: S311 - invented persons
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("成员")
    sheet.write_row(0, 0, HEADINGS)
    for number in range(rows):
        sheet.write_row(number + 1, 0, row(number, rng))
    book.close()


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
