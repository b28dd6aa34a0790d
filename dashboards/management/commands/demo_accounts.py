"""Print the accounts of the demonstration city."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from dashboards.demo.staff import ACCOUNTS, MAIN_ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Print username, password, role and area of the demonstration accounts."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--all", action="store_true", help="also the accounts of the other towns"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        shown = ACCOUNTS if options["all"] else MAIN_ACCOUNTS
        users = User.objects.select_related("area", "department").in_bulk(
            [account.username for account in shown], field_name="username"
        )
        for account in shown:
            user = users.get(account.username)
            if user is None or not user.check_password(PASSWORD):
                continue
            self.stdout.write(
                f"{user.username:14} {PASSWORD}  {user.get_role_display()} "
                f"{user.full_name}（{user.scope_label or '全系统'}）"
            )
