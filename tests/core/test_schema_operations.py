import pgtrigger
import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from core.schema_operations import CreateTogether

GUARD = pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)


def made() -> CreateTogether:
    """As makemigrations writes it: a relation, an index and a constraint come after."""
    return CreateTogether(
        [
            migrations.CreateModel(
                "Well", [("id", models.BigAutoField(primary_key=True))]
            ),
            migrations.CreateModel(
                "Pump",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("litres", models.IntegerField()),
                ],
            ),
            migrations.AddField(
                "pump", "well", models.ForeignKey("core.Well", models.CASCADE)
            ),
            migrations.AddIndex(
                "pump", models.Index(fields=["litres"], name="pump_litres")
            ),
            migrations.AddConstraint(
                "pump",
                models.CheckConstraint(
                    condition=models.Q(litres__gt=0), name="pump_works"
                ),
            ),
            pgtrigger.migrations.AddTrigger("pump", GUARD),
        ]
    )


def states() -> tuple[ProjectState, ProjectState]:
    before = ProjectState()
    after = before.clone()
    made().state_forwards("core", after)
    return before, after


def forwards() -> None:
    with connection.schema_editor() as editor:
        made().database_forwards("core", editor, *states())


def tables() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


@pytest.mark.django_db
def test_tables_come_with_all_that_is_added_to_them() -> None:
    forwards()
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "core_pump")
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'pgtrigger_kept_%'"
        )
        assert cursor.fetchone() == (1,)
    assert {"pump_litres", "pump_works"} <= set(found)
    assert [each["foreign_key"] for each in found.values() if each["foreign_key"]] == [
        ("core_well", "id")
    ]


@pytest.mark.django_db
def test_going_back_leaves_nothing() -> None:
    before = tables()
    forwards()
    assert tables() - before == {"core_pump", "core_well"}
    earlier, later = states()
    with connection.schema_editor() as editor:
        made().database_backwards("core", editor, later, earlier)
    assert tables() == before


def test_what_changes_tables_that_are_there_is_refused() -> None:
    with pytest.raises(TypeError, match="Delete model Well"):
        CreateTogether([migrations.DeleteModel("Well")])
