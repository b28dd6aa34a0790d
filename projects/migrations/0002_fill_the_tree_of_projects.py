"""The tree of projects (domain §8.2), valid from 2021 on; the county edits it."""

import datetime as dt

from django.db import migrations

# Kinds by category; in brackets their subtypes. After a bar those that count into the
# industry share although their category does not (产业配套).
TREE = {
    "industry": "生产项目(种植、养殖、林草、水产) 加工流通 配套设施 产业服务支撑 金融保险配套 "
    "高质量庭院经济 新型农村集体经济",
    "employment": "务工补助 就业技能培训 创业 帮扶车间 公益性岗位",
    "construction": "农村基础设施(道路、饮水、排水、电力) "
    "人居环境整治(改厕、污水、垃圾、村容) 公共服务 | 产业配套基础设施(产业路、产业水利)",
    "relocation": "社区设施 就业配套 债券本息 | 产业配套",
    "guarantees": "住房 教育(雨露计划) 健康 综合保障",
    "governance": "积分制 村规民约 培训",
    "fee": "前期设计 评审 招标 监理 绩效",
    "other": "少数民族特色 困难群众 国有农林场",
}
SINCE = dt.date(2021, 1, 1)


def fill(apps, schema_editor):
    kind = apps.get_model("projects", "ProjectKind")
    rows = []
    for category, listed in TREE.items():
        own, _, counting = listed.partition("|")
        for names, counts in ((own, category == "industry"), (counting, True)):
            for text in names.split():
                name, _, subtypes = text.partition("(")
                rows.append(
                    kind(
                        category=category,
                        name=name,
                        subtypes=subtypes.rstrip(")"),
                        counts_as_industry=counts,
                        valid_from=SINCE,
                    )
                )
    kind.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_schema")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
