"""Accounts: list, form, and the actions beside it. For the administrator only."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import CreateView, ListView, UpdateView
from django.views.generic.base import TemplateResponseMixin
from django.views.generic.edit import ModelFormMixin

from accounts import lockout
from accounts.forms.staff import AccountForm, AccountSearch
from accounts.history import history_of
from accounts.mixins import RoleRequiredMixin
from accounts.models import User
from accounts.models.users import UserQuerySet
from accounts.services import (
    end_sessions,
    reset_password,
    restore_staff,
    retire_staff,
    unlock_account,
)


class UserListView(RoleRequiredMixin, ListView[User]):
    permission_required = "accounts.manage_accounts"
    template_name = "accounts/users.html"
    paginate_by = 30

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A page number that does not exist gives the nearest page, not a 404."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_queryset(self) -> UserQuerySet:
        self.search = AccountSearch(self.request.GET, viewer=self.viewer)
        accounts: UserQuerySet = User.objects.visible_to(self.viewer)
        accounts = accounts.select_related("area__parent", "department")
        return self.search.narrow(accounts).order_by("-is_active", "area_id", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(search=self.search, **kwargs)
        page = context["page_obj"]
        names = [account.username for account in page]
        context["locked"] = lockout.locked_until(names)
        context["is_filtered"] = any(
            self.request.GET.get(name) for name in self.search.fields
        )
        context["at_former"] = User.objects.visible_to(self.viewer).at_former_areas()
        return context


class _AccountFormMixin(
    RoleRequiredMixin, TemplateResponseMixin, ModelFormMixin[User, AccountForm]
):
    permission_required = "accounts.manage_accounts"
    form_class = AccountForm

    def get_queryset(self) -> UserQuerySet:
        accounts: UserQuerySet = User.objects.visible_to(self.viewer)
        return accounts.select_related("area", "department")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"viewer": self.viewer}

    def form_invalid(self, form: AccountForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class UserCreateView(_AccountFormMixin, CreateView[User, AccountForm]):
    template_name = "accounts/user_form.html"

    def form_valid(self, form: AccountForm) -> HttpResponse:
        account = form.write()
        if account is None:
            return self.form_invalid(form)
        return _show_password(self.request, account, form.first_password)


class UserUpdateView(_AccountFormMixin, UpdateView[User, AccountForm]):
    template_name = "accounts/user_form.html"
    context_object_name = "account"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The form writes typed values into its instance; the page shows what is stored.
        stored = self.get_queryset().get(pk=self.object.pk)
        locked = lockout.locked_until([stored.username]).get(stored.username)
        return super().get_context_data(
            stored=stored,
            locked_until=locked,
            history=history_of(stored, limit=20),
            **kwargs,
        )

    def form_valid(self, form: AccountForm) -> HttpResponse:
        if form.write() is None:
            return self.form_invalid(form)
        messages.success(self.request, _("The account is saved. It takes effect now."))
        return redirect("accounts:user-edit", pk=self.object.pk)


class _AccountAction(RoleRequiredMixin, View):
    """A button beside the account form: one service, one sentence."""

    permission_required = "accounts.manage_accounts"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = get_object_or_404(User.objects.visible_to(self.viewer), pk=pk)
        try:
            return self.act(account)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("accounts:user-edit", pk=pk)

    def act(self, account: User) -> HttpResponse:
        raise NotImplementedError

    def done(self, account: User, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence)
        return redirect("accounts:user-edit", pk=account.pk)


class PasswordResetView(_AccountAction):
    def act(self, account: User) -> HttpResponse:
        password = reset_password(account=account, by=self.viewer)
        return _show_password(self.request, account, password)


class DisableView(_AccountAction):
    def act(self, account: User) -> HttpResponse:
        retire_staff(account=account, by=self.viewer)
        return self.done(account, _("The account is disabled and logged out."))


class EnableView(_AccountAction):
    def act(self, account: User) -> HttpResponse:
        restore_staff(account=account, by=self.viewer)
        return self.done(account, _("The account is enabled again."))


class EndSessionsView(_AccountAction):
    def act(self, account: User) -> HttpResponse:
        end_sessions(account=account, by=self.viewer)
        return self.done(account, _("The account is logged out everywhere."))


class UnlockView(_AccountAction):
    def act(self, account: User) -> HttpResponse:
        unlock_account(account=account, by=self.viewer)
        return self.done(account, _("Log-in is unlocked."))


def _show_password(request: HttpRequest, account: User, password: str) -> HttpResponse:
    """Once, in the answer to the POST: it is stored nowhere and is in no URL."""
    context = {"account": account, "password": password}
    return render(request, "accounts/first_password.html", context)
