"""One public post: its months, the payment of one of them, and checks of presence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import User
from assistance.forms.wages import PresenceForm, WageForm, refuse
from assistance.models import PublicPost
from assistance.services import wages
from assistance.wage_items import WageItem, counts_in, item_of, months_of
from core.htmx import redirect
from core.months import Month

ENTER = "assistance.enter_ledger"


def require_entering(user: User) -> None:
    """Reading a ledger is one permission, writing in it another."""
    if not user.may(ENTER):
        raise PermissionDenied


class PostView(RoleRequiredMixin, View):
    """``/assistance/posts/<pk>/``: what is due and paid, month by month."""

    permission_required = "assistance.view_ledger"
    kwargs: dict[str, Any]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page()

    @cached_property
    def post_row(self) -> PublicPost:
        rows = PublicPost.objects.visible_to(self.viewer)
        rows = rows.select_related("member", "household__village__parent")
        found: PublicPost = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @cached_property
    def items(self) -> list[WageItem]:
        return months_of(self.post_row)

    def page(
        self,
        *,
        form: WageForm | None = None,
        presence: PresenceForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        post, may_enter = self.post_row, self.viewer.may(ENTER)
        late = [item for item in self.items if item.is_late]
        if may_enter and form is None and late:
            form = WageForm(item=late[-1])
        context = {
            "post": post,
            "items": self.items,
            "late": late,
            "late_amount": sum(i.due_amount - i.paid_amount for i in late),
            "may_enter": may_enter,
            "may_see_household": self.viewer.may("households.view_household"),
            "form": form,
            "presence_form": presence or self._presence() if may_enter else None,
        }
        return render(
            self.request, "assistance/employment/post.html", context, status=status
        )

    def _presence(self) -> PresenceForm:
        return PresenceForm(post=self.post_row, by=self.viewer.full_name)


class PostWageView(PostView):
    """``…/wages/<month>/``: enter or correct what was paid for a month."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = WageForm(item=self.item) if self.viewer.may(ENTER) else None
        return self.page(form=form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_entering(self.viewer)
        form = WageForm(request.POST, item=self.item)
        if form.is_valid():
            (failure,) = wages.record(entries=form.entries())
            if failure is None:
                said = _("The wage of %(month)s is saved.")
                messages.success(request, said % {"month": self.item.month.label})
                return redirect(request, "assistance:post", pk=self.post_row.pk)
            refuse(form, failure)
        return self.page(form=form, status=422)

    @cached_property
    def item(self) -> WageItem:
        month: Month = self.kwargs["month"]
        if month > Month.current() or not counts_in(self.post_row, month):
            raise Http404
        return item_of(self.post_row, month)


class PostCheckView(PostView):
    """``…/check/``: whether the person is there."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect(request, "assistance:post", pk=self.post_row.pk)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_entering(self.viewer)
        form = PresenceForm(request.POST, post=self.post_row, by=self.viewer.full_name)
        if form.is_valid():
            (failure,) = wages.record(entries=form.entries())
            if failure is None:
                messages.success(request, _("The check is saved."))
                return redirect(request, "assistance:post", pk=self.post_row.pk)
            refuse(form, failure)
        return self.page(presence=form, status=422)
