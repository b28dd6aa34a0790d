"""Who may do what. The only such list; groups and per-user permissions are not used.

A permission only says which actions a role has. Which rows they reach is decided by
``visible_to(user)`` from the account's area or department.
"""

from django.db import models


class Role(models.TextChoices):
    VILLAGE_WORKER = "village_worker", "村级工作人员"
    TOWNSHIP_STAFF = "township_staff", "镇办干部"
    DEPARTMENT_STAFF = "department_staff", "行业部门"
    BUREAU_OFFICIAL = "bureau_official", "业务科室"
    LEADER = "leader", "领导"
    INSPECTOR = "inspector", "督导组"
    ADMINISTRATOR = "administrator", "系统管理员"


_READ = frozenset(
    {
        "households.view_household",
        "households.view_visit",
        "households.view_lead",
        "households.view_case",
        "households.view_screening",
        "households.view_quality",
        "households.view_deadline",
        "assistance.view_assistance",
        "assistance.view_ledger",
        "projects.view_project",
        "dashboards.view_figures",
    }
)
_ENTER = frozenset(
    {
        "households.record_visit",
        "households.enter_lead",
        "households.answer_lead",
        # Steps that the village takes: verification, consent, meeting, posting.
        "households.take_village_step",
        "households.record_screening",
        "assistance.record_measure",
        # Why nobody applies for what a family is entitled to.
        "assistance.record_reason",
        # Households that take part in a project: the village knows them.
        "projects.record_beneficiary",
    }
)
#: What a department does for its projects as a township does for those in it.
_PROJECTS = frozenset(
    {
        "projects.declare_project",
        "projects.record_progress",
        "projects.record_payment",
        "projects.export_project",
    }
)
#: What township and bureau share.
_STAFF = frozenset(
    {
        "households.change_household",
        "households.reveal_numbers",
        "households.search_by_number",
        "households.dispatch_lead",
        "households.exempt_hit",
        "households.run_checks",
        "households.pause_deadline",
        "assistance.enter_ledger",
        "assistance.export_ledger",
        # Demonstration villages, plans of villages.
        "projects.record_village",
        "exchange.import_roster",
        "exchange.export_roster",
    }
)

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.VILLAGE_WORKER: _READ | _ENTER,
    Role.TOWNSHIP_STAFF: _READ
    | _ENTER
    | _STAFF
    | _PROJECTS
    | {"households.take_town_step", "projects.review_project"},
    # Departments see rows through the work they take part in, never the register.
    Role.DEPARTMENT_STAFF: frozenset(
        {
            "households.view_lead",
            "households.push_leads",
            "households.refuse_answer",
            "households.view_deadline",
            # Of the ledgers that the department keeps, and no other.
            "assistance.view_ledger",
            "assistance.enter_ledger",
            "assistance.export_ledger",
            "assistance.record_measure",
            # Projects that it is competent for; their households only as a number.
            "projects.view_project",
        }
    )
    | _PROJECTS,
    Role.BUREAU_OFFICIAL: _READ
    | _ENTER
    | _STAFF
    | _PROJECTS
    | {
        "households.take_county_step",
        "households.push_leads",
        "households.refuse_answer",
        "households.manage_screening",
        "households.roll_back",
        "households.withdraw_household",
        "households.close_month",
        "assistance.manage_catalogue",
        # 县审定, plans, acceptance, assets; money of batches and their checkpoints.
        "projects.decide_project",
        "projects.manage_funds",
        "projects.manage_kinds",
        "dashboards.recompute_month",
        "dashboards.enter_external_figures",
        "accounts.view_access_log",
    },
    Role.LEADER: _READ,
    Role.INSPECTOR: _READ
    | {
        "exchange.export_roster",
        "assistance.export_ledger",
        "projects.export_project",
    },
    # Runs the installation, reads no household: rows are none for this role.
    Role.ADMINISTRATOR: frozenset(
        {
            "accounts.manage_accounts",
            "accounts.manage_areas",
            "accounts.manage_parameters",
            "accounts.manage_calendar",
            "assistance.manage_keepers",
            "accounts.view_access_log",
            "exchange.import_areas",
        }
    ),
}

#: Roles that work on household rows inside their area.
AREA_ROLES = frozenset(
    {
        Role.VILLAGE_WORKER,
        Role.TOWNSHIP_STAFF,
        Role.BUREAU_OFFICIAL,
        Role.LEADER,
        Role.INSPECTOR,
    }
)


def allows(role: str, permission: str) -> bool:
    return permission in PERMISSIONS.get(role, frozenset())


def holders(permission: str) -> list[str]:
    """Labels of the roles that have an action, as the page that refuses it says."""
    return [str(role.label) for role in Role if allows(role, permission)]
