from django.db import migrations, models

_YEARS = {
    "condition": models.Q(("year__range", (2000, 2100))),
    "violation_error_message": "Give the year with four digits.",
}


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0006_name_columns_as_the_ledgers_do"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="dividend",
            constraint=models.CheckConstraint(name="dividend_year", **_YEARS),
        ),
        migrations.AddConstraint(
            model_name="insurance",
            constraint=models.CheckConstraint(name="insurance_year", **_YEARS),
        ),
    ]
