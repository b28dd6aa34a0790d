"""The access log: who looked at what and who was refused."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.forms.access_log import LogSearch
from accounts.log_lines import describe
from accounts.mixins import RoleRequiredMixin
from accounts.models import AccessLog
from accounts.services import verify_chain
from core import keyset

_NEWEST_FIRST = keyset.Sort("id", int, descending=True)
_FIELDS = (
    "at",
    "user__full_name",
    "user__username",
    "kind",
    "address",
    "object_type",
    "object_ids",
    "reason",
    "row_count",
    "detail",
)


class AccessLogView(RoleRequiredMixin, TemplateView):
    permission_required = "accounts.view_access_log"
    template_name = "accounts/access_log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        search = LogSearch(self.request.GET)
        page = keyset.fetch(
            search.narrow(AccessLog.objects.visible_to(self.viewer)),
            _FIELDS,
            _NEWEST_FIRST,
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            size=50,
        )
        return super().get_context_data(
            search=search,
            is_filtered=any(self.request.GET.get(name) for name in search.fields),
            page=page,
            entries=[describe(row) for row in page.rows],
            **kwargs,
        )


class VerifyLogView(RoleRequiredMixin, View):
    """Recomputes the chain. By POST: it reads the whole log."""

    permission_required = "accounts.view_access_log"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        report = verify_chain()
        if report.first_altered is None:
            messages.success(
                request,
                _(
                    "All %(count)s entries are unaltered. Newest mark: %(head)s. Noted "
                    "down elsewhere, it also shows if entries are cut off at the end."
                )
                % {"count": f"{report.entries:,}", "head": report.head[:16]},
            )
        else:
            messages.error(
                request,
                _(
                    "Entry no. %(id)s was altered, or one before it was removed. Tell "
                    "the security officer before anything else."
                )
                % {"id": report.first_altered},
            )
        return redirect("accounts:access-log")
