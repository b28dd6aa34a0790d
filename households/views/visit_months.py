"""Closing a month for the whole county, and reopening it with a reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import User
from core.months import Month
from households.services import months
from households.views.visits import begun_or_404, may_close


class MonthView(RoleRequiredMixin, View):
    """``action=close`` or ``action=reopen`` with ``reason``: a POST each."""

    permission_required = "households.close_month"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, month: Month) -> HttpResponse:
        begun_or_404(month)
        if not may_close(self.viewer):
            raise PermissionDenied
        if request.POST.get("action") == "reopen":
            self._reopen(self.viewer, month, request.POST.get("reason", ""))
        else:
            months.close_month(month=month, by=self.viewer)
            text = _("%(month)s is closed. Its figures are computed once more.")
            messages.success(request, text % {"month": month.label})
        return redirect(f"{reverse('households:visits')}?month={month}")

    def _reopen(self, user: User, month: Month, reason: str) -> None:
        try:
            row = months.reopen_month(month=month, by=user, reason=reason[:200])
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            messages.success(
                self.request,
                _("%(month)s takes entries again, as revision %(revision)d.")
                % {"month": month.label, "revision": row.revision},
            )
