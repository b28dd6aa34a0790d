"""The side navigation as data: label, URL name, permission, icon.

An entry without permission is for everybody who is logged in. ``badge`` names a
counter that ``config.context_processors`` fills.
"""

from django.utils.translation import gettext_lazy as _

from config.navigation_entries import Entry, Group
from config.navigation_projects import FUNDS

NAVIGATION: tuple[Group, ...] = (
    Group(
        "",
        (
            Entry(_("To do"), "households:todo", "list-todo", badge="todo"),
            Entry(
                _("Overview"),
                "dashboards:overview",
                "layout-dashboard",
                "dashboards.view_figures",
            ),
        ),
    ),
    Group(
        _("Monitoring"),
        (
            Entry(
                _("Households"),
                "households:list",
                "house",
                "households.view_household",
                ("households:household",),
            ),
            Entry(
                _("Members"),
                "households:members",
                "users-round",
                "households.view_household",
            ),
            Entry(
                _("Household changes"),
                "households:changes",
                "user-pen",
                "households.view_household",
                (
                    "households:household-changes",
                    "households:change-create",
                    "households:change-undo",
                ),
            ),
            Entry(
                _("Yearly incomes"),
                "households:incomes",
                "coins",
                "households.view_household",
            ),
            Entry(
                _("Monthly visits"),
                "households:visits",
                "clipboard-check",
                "households.view_visit",
                ("households:visit-edit", "households:visit-grid"),
                badge="visits",
            ),
            Entry(
                _("Entry and exit"),
                "households:cases",
                "route",
                "households.view_case",
                ("households:case", "households:case-open", "households:roll-back"),
                badge="cases",
            ),
            Entry(
                _("Visit records"),
                "households:visit-records",
                "notebook-text",
                "households.view_visit",
            ),
            Entry(
                _("Leads"),
                "households:leads",
                "flag",
                "households.view_lead",
                (
                    "households:lead",
                    "households:lead-create",
                    "households:lead-edit",
                    "households:lead-dispatch",
                    "households:lead-search",
                    "households:lead-sheet",
                    "households:lead-problems",
                    "households:lead-batches",
                    "households:lead-batch",
                ),
                badge="leads",
            ),
            Entry(
                _("Screening"),
                "households:screening-rounds",
                "scan-search",
                "households.view_screening",
                (
                    "households:screening-round",
                    "households:screening-round-create",
                    "households:screening-missing",
                    "households:screening-results",
                    "households:screening-village",
                    "households:screening-sheet",
                    "households:screening-grid",
                    "households:screening-statistics",
                ),
            ),
            Entry(
                _("Deadlines"),
                "households:deadlines",
                "alarm-clock",
                "households.view_deadline",
                (
                    "households:deadline",
                    "households:deadline-pause",
                    "households:deadline-resume",
                ),
            ),
        ),
    ),
    Group(
        _("Assistance"),
        (
            Entry(
                _("Ledgers"),
                "assistance:ledgers",
                "book-open",
                "assistance.view_ledger",
                (
                    "assistance:row-add",
                    "assistance:row-edit",
                    "assistance:row-delete",
                    "assistance:pay",
                    "assistance:loans",
                    "assistance:insurances",
                    "assistance:dividends",
                    "assistance:purchases",
                    "assistance:site-works",
                ),
            ),
            Entry(
                _("Measures"),
                "assistance:measures",
                "hand-heart",
                "assistance.view_ledger",
                (
                    "assistance:measure",
                    "assistance:measure-add",
                    "assistance:measure-edit",
                    "assistance:measure-records",
                    "assistance:measure-coverage",
                    "assistance:household-measures",
                    "assistance:record-edit",
                    "assistance:catalogue",
                    "assistance:kind-add",
                    "assistance:kind-edit",
                ),
            ),
            Entry(
                _("Employment"),
                "assistance:employment",
                "briefcase",
                "assistance.view_ledger",
                ("assistance:zero-employed",),
            ),
            Entry(
                _("Public posts"),
                "assistance:posts",
                "hard-hat",
                "assistance.view_ledger",
                (
                    "assistance:post",
                    "assistance:post-wage",
                    "assistance:post-wages",
                    "assistance:post-wage-areas",
                    "assistance:post-wage-sheet",
                    "assistance:post-wage-pay",
                    "assistance:post-look-back",
                ),
            ),
            Entry(
                _("Three registers"),
                "assistance:labour",
                "contact",
                "assistance.view_ledger",
                (
                    "assistance:three-registers",
                    "assistance:training",
                    "assistance:demand",
                ),
            ),
            Entry(
                _("Subsidies"),
                "assistance:subsidies",
                "hand-coins",
                "assistance.view_ledger",
            ),
            Entry(
                _("Allowances"),
                "assistance:allowances",
                "calendar-heart",
                "assistance.view_ledger",
            ),
            Entry(
                _("Policy cards"),
                "assistance:cards",
                "file-check",
                "assistance.view_assistance",
                (
                    "assistance:card",
                    "assistance:card-sheets",
                    "assistance:entitlements",
                ),
            ),
            Entry(
                _("List of arrears"),
                "assistance:arrears",
                "circle-alert",
                "assistance.view_assistance",
                ("assistance:dividends-late", "assistance:gaps"),
            ),
        ),
    ),
    FUNDS,
    Group(
        _("Data"),
        (
            Entry(
                _("Excel import"),
                "exchange:import-upload",
                "file-spreadsheet",
                "exchange.import_roster",
                ("exchange:import-run",),
                either="assistance.enter_ledger",
            ),
            Entry(
                _("Exports"),
                "exchange:exports",
                "file-down",
                "exchange.export_roster",
                either="assistance.export_ledger",
            ),
            Entry(
                _("Data quality"),
                "households:quality",
                "shield-check",
                "households.view_quality",
                (
                    "households:quality-hits",
                    "households:quality-rule",
                    "households:quality-hit-exempt",
                ),
                badge="quality",
            ),
            Entry(
                _("Bridge of the month"),
                "dashboards:bridge",
                "arrow-left-right",
                "dashboards.view_figures",
                ("dashboards:bridge-rows",),
            ),
            Entry(
                _("Figure definitions"),
                "dashboards:definitions",
                "ruler",
                "dashboards.view_figures",
            ),
        ),
    ),
    Group(
        _("System"),
        (
            Entry(
                _("Accounts and roles"),
                "accounts:users",
                "users",
                "accounts.manage_accounts",
                ("accounts:user-create", "accounts:user-edit"),
            ),
            Entry(
                _("Areas"),
                "accounts:areas",
                "map",
                "accounts.manage_areas",
                (
                    "accounts:area-create",
                    "accounts:area-edit",
                    "accounts:area-merge",
                    "accounts:departments",
                    "accounts:department-create",
                    "accounts:department-edit",
                ),
            ),
            Entry(
                _("Keepers of ledgers"),
                "assistance:keepers",
                "book-key",
                "assistance.manage_keepers",
            ),
            Entry(
                _("Parameters"),
                "accounts:parameters",
                "sliders-horizontal",
                "accounts.manage_parameters",
                ("accounts:parameter", "accounts:parameter-edit"),
            ),
            Entry(
                _("Working days"),
                "accounts:calendar",
                "calendar-days",
                "accounts.manage_calendar",
                ("accounts:calendar-day", "accounts:calendar-day-create"),
            ),
            Entry(
                _("Access log"),
                "accounts:access-log",
                "history",
                "accounts.view_access_log",
            ),
        ),
    ),
)
