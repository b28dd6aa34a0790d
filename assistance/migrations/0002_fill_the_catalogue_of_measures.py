"""The catalogue of the national system (domain §5.1), valid from 2021 on."""

import datetime as dt

from django.db import migrations

# Sub-items, after a bar those that are of a development category but are not accepted
# as development by themselves (domain §5.1).
CATALOGUE = {
    "industry": "产业奖补 致富带头人带动 合作社带动 龙头企业带动 乡村旅游 消费帮扶 "
    "技术指导 其他产业帮扶 | 种苗化肥饲料等物资帮扶 入股分红",
    "employment": "劳务输出 外出务工补贴 帮扶车间 就业介绍 创业扶持 其他就业帮扶 | 技能培训",
    "finance": "小额信贷 其他金融帮扶",
    "public_post": "公益性岗位",
    "housing": "危房改造 抗震改造 其他住房保障",
    "water": "供水入户 水源管网维修 其他饮水保障",
    "health": "医保个人缴费补贴 医疗救助 大病保险 办理慢性病卡 签约家庭医生 住院报销 "
    "其他健康帮扶",
    "compulsory_edu": "劝返复学 送教上门 寄宿生生活补贴 营养改善计划 其他义务教育保障",
    "education": "雨露计划 助学贷款 助学金 免保教费免学费 其他教育帮扶",
    "safety_net": "低保 特困供养 养老金 临时救助 残疾人生活补贴 残疾人护理补贴 防贫保险 "
    "其他综合保障",
    "social": "社会捐助 结对帮扶 其他社会帮扶",
    "relocation": "易地搬迁后续扶持",
    "living_conditions": "生产生活条件改善",
    "infrastructure": "基础设施建设",
}
DEVELOPMENT = {"industry", "employment", "finance", "public_post"}
SINCE = dt.date(2021, 1, 1)


def fill(apps, schema_editor):
    kind = apps.get_model("assistance", "MeasureKind")
    rows = []
    for category, listed in CATALOGUE.items():
        accepted, _, others = listed.partition("|")
        for names, counts in ((accepted, category in DEVELOPMENT), (others, False)):
            rows += [
                kind(
                    category=category,
                    name=name,
                    counts_as_development=counts,
                    valid_from=SINCE,
                )
                for name in names.split()
            ]
    kind.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("assistance", "0001_schema")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
