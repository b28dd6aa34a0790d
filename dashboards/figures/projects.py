"""Money of the fund, progress of its projects, whom they help (domain §6.7).

Counted over the projects of the year's plan as they lie in the area; projects that are
nobody's village belong to their township or to the county. A household that takes part
is counted where it lives, once, however many projects help it.
"""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from dashboards.choices import Group, Unit
from dashboards.figures.declaration import Amount, AnyFigure, Figure, Measure
from dashboards.figures.income import EXITED
from dashboards.figures.monitoring import IDENTIFIED
from dashboards.parameters import COMPLETION_TARGET
from projects.choices import Tier
from projects.parameters import INDUSTRY_SHARE, INDUSTRY_SHARE_OTHER, REPOSITORY_RATIO

PLANNED = Q(is_planned=True)
STARTED = PLANNED & Q(is_started=True)
FINISHED = PLANNED & Q(is_finished=True)
#: In next year's repository; never one of this year's plan.
STORED = Q(is_stored=True)
INDUSTRY = PLANNED & Q(is_industry=True)
HELPED = Q(projects__gt=0)

_OF_TIER = _(", of the tier {tier}")
_SPENDING = _(
    "Paid by the last day of the month (in the running month by today) ÷ allocated to "
    "the projects of the year's plan by the same day{tier}. In 10,000 yuan."
)
_INDUSTRY = _(
    "Allocated to projects of industry, and of kinds that count as industry ÷ "
    "allocated to all projects of the year's plan{tier}. In 10,000 yuan."
)
_HELPED = _(
    "{group} that take part in at least one project of the year's plan, from 1 January "
    "to the last day of the month. Each household counts once, where it lives; "
    "counted from the links of projects to households, never typed in."
)


def _spending(
    key: str,
    name: StrOrPromise,
    tier: StrOrPromise,
    paid: Amount,
    allocated: Amount,
) -> Figure:
    """``rest``: the projects that still have money to pay."""
    has_money = PLANNED & Q(**{f"{allocated.value}__gt": 0})
    return Figure(
        key=key,
        name=name,
        group=Group.PROJECTS,
        unit=Unit.PERCENT,
        part=Measure(PLANNED & Q(**{f"{paid.value}__gt": 0}), paid),
        whole=Measure(has_money, allocated),
        rest=has_money & Q(**{f"{paid.value}__lt": F(allocated.value)}),
        definition=format_lazy(_SPENDING, tier=tier),
        source="§6.7",
        good="up",
    )


def _industry(
    key: str,
    name: StrOrPromise,
    tier: StrOrPromise,
    allocated: Amount,
    target: str = "",
) -> Figure:
    has_money = Q(**{f"{allocated.value}__gt": 0})
    return Figure(
        key=key,
        name=name,
        group=Group.PROJECTS,
        unit=Unit.PERCENT,
        part=Measure(INDUSTRY & has_money, allocated),
        whole=Measure(PLANNED & has_money, allocated),
        definition=format_lazy(_INDUSTRY, tier=tier),
        source="§6.7",
        target=target,
        good="up",
    )


def _spending_of(tier: Tier) -> Figure:
    return _spending(
        f"fund-spending-{tier.value}",
        format_lazy(_("Spending of the fund, {tier}"), tier=tier.label),
        format_lazy(_OF_TIER, tier=tier.label),
        Amount(f"paid_{tier.value}"),
        Amount(f"allocated_{tier.value}"),
    )


def _industry_of(tier: Tier) -> Figure:
    limit = INDUSTRY_SHARE if tier == Tier.CENTRAL else INDUSTRY_SHARE_OTHER
    return _industry(
        f"industry-share-{tier.value}",
        format_lazy(_("Share for industry, {tier}"), tier=tier.label),
        format_lazy(_OF_TIER, tier=tier.label),
        Amount(f"allocated_{tier.value}"),
        limit.key,
    )


def _helped() -> Iterator[Figure]:
    """All households, and the two groups apart; some belong to both."""
    scopes = (
        ("", Q(), pgettext_lazy("helped by projects", "all"), _("Households")),
        (
            "-monitored",
            IDENTIFIED,
            pgettext_lazy("helped by projects", "monitored"),
            _("Monitored households (ever identified)"),
        ),
        (
            "-exited",
            EXITED,
            pgettext_lazy("helped by projects", "out of poverty"),
            _("Households out of poverty (monitored ones included)"),
        ),
    )
    for suffix, rows, short, words in scopes:
        yield Figure(
            key=f"project-households{suffix}",
            name=format_lazy(_("Households helped by projects, {group}"), group=short),
            group=Group.PROJECTS,
            unit=Unit.HOUSEHOLDS,
            part=Measure(rows & HELPED),
            definition=format_lazy(_HELPED, group=words),
            source="§6.7",
            good="up",
        )


FIGURES: list[AnyFigure] = [
    Figure(
        key="fund-allocated",
        name=_("Money allocated to projects"),
        group=Group.PROJECTS,
        unit=Unit.WAN,
        part=Measure(PLANNED & Q(allocated__gt=0), Amount.ALLOCATED),
        definition=_(
            "Allocated to the projects of the year's plan by the last day of the "
            "month, in the running month by today. In 10,000 yuan."
        ),
        source="§6.7",
        companion="fund-paid",
    ),
    Figure(
        key="fund-paid",
        name=_("Money paid for projects"),
        group=Group.PROJECTS,
        unit=Unit.WAN,
        part=Measure(PLANNED & Q(paid__gt=0), Amount.PAID),
        definition=_(
            "Paid with a voucher for the projects of the year's plan by the last day "
            "of the month, in the running month by today. In 10,000 yuan."
        ),
        source="§6.7",
        companion="fund-allocated",
    ),
    _spending(
        "fund-spending", _("Spending of the fund"), "", Amount.PAID, Amount.ALLOCATED
    ),
    *map(_spending_of, Tier),
    _industry(
        "industry-share", _("Share for industry, all tiers"), "", Amount.ALLOCATED
    ),
    *map(_industry_of, Tier),
    Figure(
        key="project-start",
        name=_("Projects begun"),
        group=Group.PROJECTS,
        unit=Unit.PERCENT,
        part=Measure(STARTED, Amount.PROJECTS),
        whole=Measure(PLANNED, Amount.PROJECTS),
        definition=_(
            "Projects whose works have begun by the last day of the month ÷ projects "
            "of the year's plan."
        ),
        source="§6.7",
        good="up",
    ),
    Figure(
        key="project-completion",
        name=_("Completion of projects, by number"),
        group=Group.PROJECTS,
        unit=Unit.PERCENT,
        part=Measure(FINISHED, Amount.PROJECTS),
        whole=Measure(PLANNED, Amount.PROJECTS),
        definition=_(
            "Projects whose works are finished by the last day of the month ÷ "
            "projects of the year's plan. Each project counts the same."
        ),
        source="§6.7",
        companion="project-completion-money",
        target=COMPLETION_TARGET.key,
        good="up",
    ),
    Figure(
        key="project-completion-money",
        name=_("Completion of projects, by money"),
        group=Group.PROJECTS,
        unit=Unit.PERCENT,
        part=Measure(FINISHED, Amount.BUDGET),
        whole=Measure(PLANNED, Amount.BUDGET),
        definition=_(
            "Planned investment of the projects whose works are finished by the last "
            "day of the month ÷ planned investment of all projects of the year's plan. "
            "In 10,000 yuan; a project counts by its size."
        ),
        source="§6.7",
        companion="project-completion",
        target=COMPLETION_TARGET.key,
        good="up",
    ),
    Figure(
        key="projects-running",
        name=_("Projects under way"),
        group=Group.PROJECTS,
        unit=Unit.PROJECTS,
        part=Measure(STARTED & Q(is_finished=False), Amount.PROJECTS),
        definition=_(
            "Projects of the year's plan whose works have begun and are not finished."
        ),
        source="§6.7",
    ),
    Figure(
        key="projects-late",
        name=_("Projects behind the plan"),
        group=Group.PROJECTS,
        unit=Unit.PROJECTS,
        part=Measure(PLANNED & Q(is_late=True), Amount.PROJECTS),
        definition=_(
            "Projects of the year's plan whose works are behind the planned progress "
            "by the set percentage points, or not finished after the planned end; as "
            "of the last day of the month, in the running month as of today."
        ),
        source="§6.7",
        good="down",
    ),
    Figure(
        key="repository-ratio",
        name=_("Next year's repository and this year's plan"),
        group=Group.PROJECTS,
        unit=Unit.PERCENT,
        part=Measure(STORED, Amount.BUDGET),
        whole=Measure(PLANNED, Amount.BUDGET),
        is_comparison=True,
        definition=_(
            "Planned investment of the projects in next year's repository ÷ planned "
            "investment of the projects of this year's plan. It must be more than "
            "100 %."
        ),
        source="§6.7",
        target=REPOSITORY_RATIO.key,
        good="up",
    ),
    *_helped(),
    Figure(
        key="households-per-project",
        name=_("Households helped by a project, on average"),
        group=Group.PROJECTS,
        unit=Unit.HOUSEHOLDS,
        part=Measure(PLANNED & Q(households__gt=0), Amount.PROJECT_HOUSEHOLDS),
        whole=Measure(PLANNED, Amount.PROJECTS),
        definition=_(
            "The households that each project of the year's plan helps, added up ÷ "
            "projects of the year's plan. A household that two projects help counts "
            "for both."
        ),
        source="§6.7",
        good="up",
    ),
]
