"""The navigation of funds and projects."""

from django.utils.translation import gettext_lazy as _

from config.navigation_entries import Entry, Group

FUNDS = Group(
    _("Funds and rectification"),
    (
        Entry(
            _("Projects of the fund"),
            "projects:projects",
            "folder-kanban",
            "projects.view_project",
            (
                "projects:project",
                "projects:project-add",
                "projects:project-edit",
                "projects:project-adjust",
                "projects:project-steps",
                "projects:project-end",
                "projects:step-take",
                "projects:progress",
                "projects:milestones",
                "projects:works",
                "projects:report-add",
                "projects:report-edit",
                "projects:milestone-add",
                "projects:milestone-edit",
                "projects:notices",
                "projects:notices-of",
            ),
        ),
        Entry(
            _("Funds of projects"),
            "projects:funds",
            "banknote",
            "projects.view_project",
            (
                "projects:batches",
                "projects:batch",
                "projects:batch-add",
                "projects:batch-edit",
                "projects:batch-allocate",
                "projects:allocations",
                "projects:project-funds",
                "projects:kinds",
                "projects:payments",
                "projects:contracts",
                "projects:money",
                "projects:payment-add",
                "projects:payment-edit",
                "projects:contract-add",
                "projects:contract-edit",
            ),
        ),
        Entry(
            _("Repository and plan"),
            "projects:repository",
            "clipboard-list",
            "projects.view_project",
            (
                "projects:plan",
                "projects:plan-add",
                "projects:plan-item",
                "projects:plan-approve",
                "projects:plan-difference",
                "projects:repository-rule",
            ),
        ),
        Entry(
            _("Households and assets"),
            "projects:beneficiaries",
            "handshake",
            "projects.view_project",
            (
                "projects:beneficiaries-of",
                "projects:beneficiary",
                "projects:assets",
                "projects:assets-of",
                "projects:asset",
            ),
        ),
        Entry(
            _("Rural construction"),
            "projects:rural",
            "trees",
            "projects.view_project",
            ("projects:demonstration-villages", "projects:village-plans"),
        ),
    ),
)
