"""Every URL of the installation: which action it needs and whose row it names.

A new URL gets its line here, or ``test_every_url_has_its_line`` fails.
"""

from __future__ import annotations

from tests import permission_arguments as of
from tests.permission_arguments import Line, Whose
from tests.permission_changes import CHANGES
from tests.permission_measures import MEASURES
from tests.permission_projects import PROJECTS
from tests.permission_world import MONTH

#: Permissions that are none: anybody who is logged in, and anybody at all.
LOGGED_IN: tuple[str, ...] = ()
OPEN = ("open",)


ACCOUNTS = ("accounts.manage_accounts",)
AREAS = ("accounts.manage_areas",)
CALENDAR = ("accounts.manage_calendar",)
PARAMETERS = ("accounts.manage_parameters",)
LOG = ("accounts.view_access_log",)
IMPORT = (
    "exchange.import_roster",
    "exchange.import_areas",
    "households.push_leads",
    "assistance.enter_ledger",
    "projects.record_progress",
    "projects.record_beneficiary",
)
EXPORT = (
    "exchange.export_roster",
    "assistance.export_ledger",
    "projects.export_project",
)
#: Files of pages that no department has.
AREA_FILE = ("exchange.export_roster",)
READ = ("households.view_household",)
CHANGE = ("households.change_household",)
WITHDRAW = ("households.withdraw_household",)
REVEAL = ("households.reveal_numbers",)
VISITS = ("households.view_visit",)
ENTER = ("households.record_visit",)
LEADS = ("households.view_lead",)
ENTER_LEAD = ("households.enter_lead",)
ANSWER_LEAD = ("households.answer_lead",)
SCREENING = ("households.view_screening",)
RECORD_SCREENING = ("households.record_screening",)
MANAGE_SCREENING = ("households.manage_screening",)
PUSH_LEADS = ("households.push_leads",)
#: Of a lead that a department sent, the department and the bureau judge the answer.
JUDGE_ANSWER = ("households.refuse_answer",)
FIGURES = ("dashboards.view_figures",)
DEADLINES = ("households.view_deadline",)
PAUSE = ("households.pause_deadline",)
EXTERNAL = ("dashboards.enter_external_figures",)

AREA, PERSON = Whose.AREA, Whose.PERSON
#: A file that the world did not write.
GONE = frozenset({404, 410})

CASES = ("households.view_case",)
ASSISTANCE = ("assistance.view_assistance",)
LEDGERS = ("assistance.view_ledger",)
ENTER_LEDGER = ("assistance.enter_ledger",)
RECORD_REASON = ("assistance.record_reason",)
RECORD_MEASURE = ("assistance.record_measure",)
QUALITY = ("households.view_quality",)
#: Which step a role may take, the service decides by the waiting one.
STEPS = (
    "households.take_village_step",
    "households.take_town_step",
    "households.take_county_step",
)


LINES = [
    *CHANGES,
    *MEASURES,
    *PROJECTS,
    Line("home", LOGGED_IN),
    Line("healthz", OPEN),
    Line("accounts:login", OPEN),
    Line("accounts:logout", OPEN),
    Line("accounts:password-change", LOGGED_IN),
    Line("accounts:users", ACCOUNTS),
    Line("accounts:user-create", ACCOUNTS),
    Line("accounts:user-edit", ACCOUNTS, arguments=of.account),
    Line("accounts:user-password", ACCOUNTS, arguments=of.account),
    Line("accounts:user-disable", ACCOUNTS, arguments=of.account),
    Line("accounts:user-enable", ACCOUNTS, arguments=of.account),
    Line("accounts:user-end-sessions", ACCOUNTS, arguments=of.account),
    Line("accounts:user-unlock", ACCOUNTS, arguments=of.account),
    Line("accounts:areas", AREAS),
    Line("accounts:area-create", AREAS),
    Line(
        "accounts:area-edit",
        AREAS,
        arguments=lambda side, mine, world: {"code": side.village.code},
    ),
    Line(
        "accounts:area-merge",
        AREAS,
        arguments=lambda side, mine, world: {"code": side.township.code},
    ),
    Line(
        "accounts:area-undo-merger",
        AREAS,
        arguments=lambda side, mine, world: {"code": world.merged.code},
    ),
    Line("accounts:departments", AREAS),
    Line("accounts:department-create", AREAS),
    Line("accounts:department-edit", AREAS, arguments=of.department),
    Line("accounts:department-delete", AREAS, arguments=of.department),
    Line("accounts:calendar", CALENDAR),
    Line("accounts:calendar-day-create", CALENDAR),
    Line("accounts:calendar-day", CALENDAR, arguments=of.day),
    Line("accounts:calendar-day-remove", CALENDAR, arguments=of.day),
    Line("accounts:parameters", PARAMETERS),
    Line(
        "accounts:parameter",
        PARAMETERS,
        arguments=lambda side, mine, world: {"key": world.parameter.key},
    ),
    Line(
        "accounts:parameter-edit",
        PARAMETERS,
        arguments=lambda side, mine, world: {
            "key": world.parameter.key,
            "pk": world.parameter.pk,
        },
    ),
    Line("accounts:access-log", LOG),
    Line("accounts:access-log-verify", LOG),
    Line("exchange:import-list", IMPORT),
    # An empty form names no kind of data.
    Line("exchange:import-upload", IMPORT, answers=GONE),
    Line("exchange:import-run", IMPORT, PERSON, of.run),
    Line("exchange:import-progress", IMPORT, PERSON, of.run),
    Line("exchange:import-choices", IMPORT, PERSON, of.run),
    Line("exchange:import-apply", IMPORT, PERSON, of.run),
    Line("exchange:import-cancel", IMPORT, PERSON, of.run),
    Line("exchange:import-retry", IMPORT, PERSON, of.run),
    Line("exchange:import-undo", IMPORT, PERSON, of.run),
    Line(
        "exchange:import-fix",
        IMPORT,
        PERSON,
        lambda side, mine, world: {"pk": mine.run.pk, "error": mine.error.pk},
    ),
    Line("exchange:import-errors", IMPORT, PERSON, of.run, answers=GONE),
    Line("exchange:import-file", IMPORT, PERSON, of.run, answers=GONE),
    Line("exchange:import-rows", IMPORT, PERSON, of.run),
    Line(
        "exchange:import-template",
        IMPORT,
        arguments=lambda side, mine, world: {"roster": "households"},
        # The administrator's rosters are the areas.
        answers=frozenset({404}),
    ),
    Line("exchange:exports", EXPORT),
    Line("exchange:export-start", EXPORT, answers=GONE),
    Line("exchange:export-file", EXPORT, PERSON, of.export, answers=GONE),
    Line("exchange:export-retry", EXPORT, PERSON, of.export),
    Line("exchange:export-stop", EXPORT, PERSON, of.export),
    Line("households:list", READ),
    Line("households:household-create", CHANGE),
    Line("households:look-up", READ),
    Line("households:search-id", ("households.search_by_number",)),
    Line("households:sheets", READ),
    Line("households:tabs", READ),
    Line("households:saved-view-create", READ),
    Line(
        "households:saved-view",
        READ,
        PERSON,
        lambda side, mine, world: {"pk": mine.view.pk},
    ),
    Line("households:household", READ, AREA, of.household),
    Line("households:history", READ, AREA, of.household),
    Line("households:household-edit", CHANGE, AREA, of.household),
    Line("households:member-create", CHANGE, AREA, of.household),
    Line("households:responsible", CHANGE, AREA, of.household),
    Line("households:income", CHANGE, AREA, of.household),
    Line(
        "households:income-edit",
        CHANGE,
        AREA,
        lambda side, mine, world: {"pk": side.household.pk, "year": 2026},
    ),
    Line(
        "households:reveal",
        REVEAL,
        AREA,
        lambda side, mine, world: {"pk": side.household.pk, "name": "phone"},
    ),
    Line("households:member-edit", CHANGE, AREA, of.member),
    Line("households:member-leave", CHANGE, AREA, of.member),
    Line(
        "households:member-reveal",
        REVEAL,
        AREA,
        lambda side, mine, world: {"pk": side.member.pk, "name": "id_no"},
    ),
    Line("households:members", READ),
    Line("households:incomes", READ),
    Line("households:visits", VISITS),
    Line("households:todo", LOGGED_IN),
    Line("households:todo-panel", LOGGED_IN),
    Line("households:deadlines", DEADLINES),
    Line("households:deadline", DEADLINES, AREA, of.deadline),
    Line("households:deadline-pause", PAUSE, AREA, of.deadline),
    Line("households:deadline-resume", PAUSE, AREA, of.deadline),
    Line("households:visit-records", VISITS),
    Line("households:quality", QUALITY),
    Line("households:quality-hits", QUALITY),
    Line(
        "households:quality-rule",
        QUALITY,
        arguments=lambda side, mine, world: {"key": side.hit.rule},
    ),
    Line("households:household-quality", QUALITY, AREA, of.household),
    Line(
        "households:quality-hit-exempt",
        ("households.exempt_hit",),
        AREA,
        query=lambda side, mine, world: {"id": side.hit.pk},
    ),
    Line("households:quality-lead", ("households.enter_lead",), AREA, of.hit),
    # One household may be rechecked by whoever sees it; an empty form asks for all.
    Line("households:quality-recheck", QUALITY, write=("households.run_checks",)),
    Line("households:cases", CASES),
    Line("households:case", CASES, AREA, of.case),
    Line("households:case-step", STEPS, AREA, of.case),
    Line("households:case-return", STEPS, AREA, of.case),
    Line("households:case-reject", STEPS, AREA, of.case),
    Line("households:case-stop", STEPS, AREA, of.case),
    Line("households:case-urgent", STEPS, AREA, of.case),
    Line("households:case-paper", STEPS, AREA, of.case),
    Line("households:case-paper-file", CASES, AREA, of.paper),
    Line("households:case-paper-withdraw", STEPS, AREA, of.paper),
    Line("households:case-notice", CASES, AREA, of.case),
    Line("households:case-form", CASES, AREA, of.case),
    Line("households:case-file", CASES, AREA, of.case),
    Line("households:household-cases", CASES, AREA, of.household),
    Line(
        "households:case-open",
        ("households.take_village_step",),
        AREA,
        lambda side, mine, world: {"pk": side.household.pk, "kind": "entry"},
    ),
    Line("households:roll-back", ("households.roll_back",), AREA, of.household),
    Line("households:visit-edit", VISITS, AREA, of.household_month, write=ENTER),
    Line("households:visit-void", ENTER, AREA, of.household_month),
    Line("households:visit-call", ENTER, AREA, of.household),
    Line(
        "households:visit-month",
        ("households.close_month",),
        arguments=lambda side, mine, world: {"month": MONTH},
    ),
    Line(
        "households:visit-grid",
        ENTER,
        AREA,
        lambda side, mine, world: {"village": side.village.code, "month": MONTH},
    ),
    Line("households:screening-rounds", SCREENING),
    Line("households:screening-round-create", MANAGE_SCREENING),
    Line("households:screening-round", SCREENING, arguments=of.round_, query=of.area),
    Line("households:screening-round-close", MANAGE_SCREENING, arguments=of.round_),
    Line("households:screening-round-edit", MANAGE_SCREENING, arguments=of.round_),
    Line(
        "households:screening-statistics", SCREENING, arguments=of.round_, query=of.area
    ),
    Line("households:screening-panel", SCREENING),
    Line("households:screening-missing", SCREENING),
    Line("households:screening-results", SCREENING),
    Line(
        "households:screening-part",
        SCREENING,
        AREA,
        lambda side, mine, world: {"pk": side.screening.pk},
    ),
    Line("households:screening-village", SCREENING, AREA, of.round_village),
    Line("households:screening-sheet", SCREENING, AREA, of.round_village),
    Line("households:screening-grid", RECORD_SCREENING, AREA, of.round_village),
    Line("households:screening-result", RECORD_SCREENING, AREA, of.round_household),
    Line("households:household-screenings", READ, AREA, of.household),
    Line("households:leads", LEADS),
    Line("households:lead-create", ENTER_LEAD),
    Line("households:lead-search", LEADS),
    Line("households:lead-problems", READ),
    Line("households:lead-sheet", ANSWER_LEAD),
    Line("households:lead-dispatch", ("households.dispatch_lead",)),
    Line("households:lead-batches", LEADS),
    Line("households:lead-batch", LEADS, AREA, of.batch),
    Line("households:lead-batch-answers", PUSH_LEADS, AREA, of.batch),
    Line("households:lead", LEADS, AREA, of.lead),
    Line("households:lead-edit", ENTER_LEAD, AREA, of.lead),
    Line("households:lead-answer", ANSWER_LEAD, AREA, of.lead),
    Line("households:lead-refuse", LEADS, AREA, of.lead, write=JUDGE_ANSWER),
    Line("households:lead-close", LEADS, AREA, of.lead, write=JUDGE_ANSWER),
    Line("households:lead-link", ANSWER_LEAD, AREA, of.lead),
    Line("households:lead-enter", ("households.take_village_step",), AREA, of.lead),
    Line(
        "households:lead-from-visit",
        ENTER_LEAD,
        AREA,
        lambda side, mine, world: {"pk": side.visit.pk},
    ),
    Line("households:household-leads", READ, AREA, of.household),
    Line("assistance:employment", LEDGERS),
    Line("assistance:zero-employed", ASSISTANCE),
    Line("assistance:posts", LEDGERS),
    Line("assistance:post-look-back", LEDGERS),
    Line("assistance:post-wages", LEDGERS),
    Line("assistance:post-wage-areas", LEDGERS),
    Line(
        "assistance:post-wage-sheet",
        LEDGERS,
        AREA,
        of.place_month,
        write=ENTER_LEDGER,
    ),
    Line("assistance:post-wage-pay", ENTER_LEDGER, AREA, of.place_month),
    Line("assistance:post", LEDGERS, AREA, of.post),
    Line("assistance:post-wage", LEDGERS, AREA, of.post_month, write=ENTER_LEDGER),
    Line("assistance:post-check", LEDGERS, AREA, of.post, write=ENTER_LEDGER),
    Line("assistance:three-registers", ASSISTANCE),
    Line("assistance:labour", LEDGERS),
    Line("assistance:training", LEDGERS),
    Line("assistance:demand", LEDGERS),
    Line("assistance:subsidies", LEDGERS),
    Line("assistance:allowances", LEDGERS),
    Line("assistance:loans", LEDGERS),
    Line("assistance:insurances", LEDGERS),
    Line("assistance:dividends", LEDGERS),
    Line("assistance:purchases", LEDGERS),
    Line("assistance:site-works", LEDGERS),
    Line("assistance:ledgers", LEDGERS),
    Line("assistance:keepers", ("assistance.manage_keepers",)),
    # The department of this world keeps the ledger of the row.
    Line("assistance:row-add", ENTER_LEDGER, arguments=of.ledger),
    Line("assistance:row-edit", LEDGERS, AREA, of.ledger_row, write=ENTER_LEDGER),
    Line("assistance:row-delete", ENTER_LEDGER, AREA, of.ledger_row),
    Line("assistance:pay", ENTER_LEDGER, arguments=of.ledger, query=of.township_code),
    Line("assistance:cards", ASSISTANCE),
    Line("assistance:card-sheets", ASSISTANCE),
    Line("assistance:entitlements", ASSISTANCE),
    Line("assistance:card", ASSISTANCE, AREA, of.household),
    Line("assistance:household-card", ASSISTANCE, AREA, of.household),
    Line("assistance:arrears", ASSISTANCE),
    Line("assistance:dividends-late", ASSISTANCE),
    Line("assistance:gaps", ASSISTANCE),
    Line("assistance:declined", ASSISTANCE),
    Line(
        "assistance:no-application",
        RECORD_REASON,
        AREA,
        of.household,
        lambda side, mine, world: {"benefit": "nursing", "member": side.member.pk},
    ),
    Line("assistance:reason-withdraw", RECORD_REASON, AREA, of.reason),
    Line("dashboards:overview", FIGURES, AREA, query=of.area),
    Line("dashboards:villages", FIGURES, AREA, query=of.township, answers=GONE),
    Line("dashboards:as-of", FIGURES, AREA, query=of.area),
    Line(
        "dashboards:recompute",
        ("dashboards.recompute_month",),
        arguments=lambda side, mine, world: {"month": MONTH},
    ),
    Line("dashboards:definitions", FIGURES, AREA, query=of.area),
    Line(
        "dashboards:figure-rows",
        FIGURES,
        AREA,
        lambda side, mine, world: {"key": "identified-households"},
        of.area,
    ),
    Line("dashboards:external-figures", EXTERNAL),
    Line(
        "dashboards:external-figure",
        EXTERNAL,
        arguments=lambda side, mine, world: {"pk": world.external.pk},
    ),
    Line(
        "dashboards:figure-code",
        FIGURES,
        AREA,
        lambda side, mine, world: {"code": side.figure_code},
    ),
]
