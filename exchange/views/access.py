"""Who gets to the pages of the exchange, and whose runs they find there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.views.generic.base import View

from accounts.mixins import RoleRequiredMixin
from exchange.models import ImportRun
from exchange.registry import all_rosters
from exchange.views.titles import title_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


class ImportRequiredMixin(RoleRequiredMixin):
    """Any of the import rights opens the pages; each roster asks for its own."""

    def get_permission_required(self) -> tuple[str, ...]:
        wanted = {item.permission for item in all_rosters() if item.importable}
        return tuple(sorted(wanted))

    def has_permission(self) -> bool:
        return any(self.viewer.may(name) for name in self.get_permission_required())


class RunMixin(ImportRequiredMixin, View):
    """A page about one of the person's own runs; another person's is not there."""

    run: ImportRun
    title: str

    def dispatch(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        if not self.has_permission():
            return self.handle_no_permission()
        runs = ImportRun.objects.visible_to(self.viewer).select_related("job", "owner")
        self.run = get_object_or_404(runs, pk=kwargs["pk"])
        self.title = title_of(self.run, self.viewer)
        return super().dispatch(request, *args, **kwargs)
