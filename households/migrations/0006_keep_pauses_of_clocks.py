from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('households', '0005_read_numbers_for_the_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeadlinePause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paused_on', models.DateField(verbose_name='paused on')),
                ('reason', models.CharField(max_length=200, verbose_name='reason for the pause')),
                ('resumed_on', models.DateField(blank=True, null=True, verbose_name='resumed on')),
                ('due_before', models.DateField(verbose_name='due on before')),
                ('due_after', models.DateField(blank=True, null=True, verbose_name='due on after')),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='households.deadline', verbose_name='deadline')),
                ('paused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='paused by')),
                ('resumed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='resumed by')),
            ],
            options={
                'verbose_name': 'pause',
                'verbose_name_plural': 'pauses',
                'ordering': ['deadline', 'id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('resumed_on', None)), fields=('deadline',), name='deadline_paused_once', violation_error_message='This clock is already paused.'),
                    models.CheckConstraint(condition=models.Q(('resumed_on', None), ('resumed_on__gte', models.F('paused_on')), _connector='OR'), name='deadline_pause_in_order', violation_error_message='The clock goes on before it was paused.'),
                    models.CheckConstraint(condition=models.Q(('due_after', None), ('due_after__gte', models.F('due_before')), _connector='OR'), name='deadline_pause_moves_later', violation_error_message='A pause cannot bring a deadline forward.'),
                ],
            },
        ),
    ]
