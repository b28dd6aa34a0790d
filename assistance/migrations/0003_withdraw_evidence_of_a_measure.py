from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistance", "0002_fill_the_catalogue_of_measures")]

    operations = [
        migrations.AddField(
            model_name="measureevidence",
            name="withdrawn_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="taken out at"
            ),
        )
    ]
