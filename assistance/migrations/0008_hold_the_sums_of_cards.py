from decimal import Decimal

import django.core.validators
from django.db import migrations, models


def _sum(label: str, **options: object) -> models.DecimalField:
    return models.DecimalField(
        decimal_places=2,
        max_digits=16,
        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
        verbose_name=label,
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0007_keep_years_of_four_digits"),
    ]

    operations = [
        migrations.AlterField("cardline", name, _sum(label, **options))
        for name, label, options in (
            ("arrears", "in arrears (yuan)", {"default": 0}),
            ("due_amount", "due (yuan)", {"null": True}),
            ("paid_amount", "paid (yuan)", {"null": True}),
        )
    ]
