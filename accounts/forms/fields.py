from typing import Any

from django import forms

from accounts.models import Area


class AreaChoiceField(forms.ModelChoiceField[Area]):
    """One list of the whole tree in code order; a village carries its township."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Area.objects.none())
        kwargs.setdefault("to_field_name", "code")
        super().__init__(**kwargs)

    def label_from_instance(self, obj: Any) -> str:
        name = str(obj.name)
        if obj.level == Area.Level.VILLAGE and obj.parent is not None:
            name = f"{obj.parent.name} · {name}"
        return name if obj.valid_to is None else f"{name} ({obj.valid_to:%Y-%m-%d})"
