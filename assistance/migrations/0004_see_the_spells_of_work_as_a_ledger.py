from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0003_withdraw_evidence_of_a_measure"),
        ("households", "0013_area_of_work"),
    ]

    operations = [
        migrations.CreateModel(
            name="Employment",
            fields=[],
            options={
                "verbose_name": "spell of work",
                "verbose_name_plural": "spells of work",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("households.workrecord",),
        ),
    ]
