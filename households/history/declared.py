"""What the history of a household tells of: the tables of this app."""

from households import models
from households.history.registry import track

track(models.Household, household="")
track(models.Member, named_by="name")
track(models.WorkRecord, household="member__household", named_by="started_on")
track(models.Episode, named_by="identified_on")
track(
    models.EpisodeFinding,
    household="episode__household",
    named_by="moment",
    silent=("net",),
)
track(models.IncomeStatement, named_by="year", silent=("net",))
track(models.IncomeItem, household="statement__household", named_by="item")
track(models.Responsibility, named_by="started_on")
track(models.HouseholdConditions)
track(
    models.Visit,
    named_by="visited_on",
    silent=("village", "month", "entered_through", "filled_at", "bulk_confirmed"),
)
track(models.Lead, named_by="received_on", silent=("visit", "member"))
track(models.Case, named_by="opened_on", silent=("village", "net"))
track(models.CaseAct, household="case__household", named_by="step")
track(models.CasePaper, household="case__household", named_by="kind")
track(models.HouseholdChange, named_by="effective_on", silent=("undoes", "details"))
track(
    models.ScreeningResult,
    named_by="screened_on",
    silent=("village", "lead", "entered_through"),
)
