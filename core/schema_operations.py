"""What migrations of ours are made of beside Django's own operations."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    CreateModel,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

_CONTAINED = (AddField, AddIndex, AddConstraint)


class CreateTogether(Operation):
    """Create the models of an application all at once.

    Django renders the models anew for every operation, each with all its relations:
    for a first migration of hundreds of operations that is minutes of computing. Here
    they are rendered once, as they stand after the last operation, and the tables are
    created from that. It takes what ``makemigrations`` writes for new models.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        for step in operations:
            if not isinstance(step, (CreateModel, AddTrigger, *_CONTAINED)):
                raise TypeError(f"{step.describe()} is no part of creating models.")
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Rendered models would follow every step.
        state.__dict__.pop("apps", None)
        for step in self.operations:
            step.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for step in self._executed():
            step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        # Dropping a trigger asks the models for its table: they are in the first.
        for step in reversed(self._executed()):
            step.database_backwards(app_label, schema_editor, from_state, from_state)

    def describe(self) -> str:
        created = sum(isinstance(step, CreateModel) for step in self.operations)
        return f"Create {created} models together"

    def _executed(self) -> list[Operation]:
        """Tables come with all their columns, indexes and constraints."""
        return [step for step in self.operations if not isinstance(step, _CONTAINED)]
