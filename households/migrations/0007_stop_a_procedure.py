from django.db import migrations, models


DECISIONS = [
    ("passed", "通过"),
    ("returned", "退回"),
    ("rejected", "不通过"),
    ("stopped", "终止"),
    ("helped", "先行帮扶"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("households", "0006_keep_pauses_of_clocks"),
    ]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="decision",
            field=models.CharField(
                choices=DECISIONS, max_length=10, verbose_name="decision"
            ),
        )
        for name in ("caseact", "caseactevent")
    ]
