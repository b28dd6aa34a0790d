from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.roles import Role
from accounts.services import create_account


class Command(BaseCommand):
    help = "Create the first administrator of an empty installation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("full_name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            account, password = create_account(
                by=None,
                username=options["username"],
                full_name=options["full_name"],
                role=Role.ADMINISTRATOR,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{account.username}  {password}  (change it at log-in)")
