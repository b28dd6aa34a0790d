from django.db import migrations, models


def _sum(label: str) -> models.DecimalField:
    return models.DecimalField(
        decimal_places=2, default=0, max_digits=16, verbose_name=label
    )


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0003_assistance_in_months"),
    ]

    operations = [
        migrations.AlterField("householdmonth", "owed", _sum("in arrears (yuan)")),
        migrations.AlterField(
            "householdmonth", "unpaid_wages", _sum("unpaid wages of posts (yuan)")
        ),
    ]
