"""一口清: the household in one paragraph, read aloud, made from what is recorded."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from households import choices
from households.dossier import Dossier
from households.models import Member
from households.rules import full_years


def spoken_summary(dossier: Dossier) -> str:
    """Who they are, what they live on, since when they are monitored and why."""
    parts = [
        _family(dossier),
        *_members(dossier),
        _income(dossier),
        _monitoring(dossier),
    ]
    parts.append(_responsible(dossier))
    return "；".join(part for part in parts if part) + "。"


def obstacles(dossier: Dossier) -> list[str]:
    """What stands in the way of elimination (当前卡点), as far as is recorded."""
    if dossier.household.monitoring_state != choices.MonitoringState.MONITORING:
        return []
    found = []
    if dossier.reference_gap is not None:
        found.append(
            _(
                "after claims and own spending %(income)s yuan a head, "
                "%(gap)s yuan below the reference line"
            )
            % {
                "income": f"{dossier.reference_income:,.0f}",
                "gap": f"{dossier.reference_gap:,.0f}",
            }
        )
    problems = [label for label, problem in dossier.guarantees if problem]
    if problems:
        found.append(_("not secured: %(what)s") % {"what": "、".join(problems)})
    if dossier.responsible is None:
        found.append(_("no responsible person"))
    return found


def _family(dossier: Dossier) -> str:
    row = dossier.household
    return _(
        "%(head)s's household has %(persons)s persons, %(labour)s labour-capable"
    ) % {
        "head": row.head_name or row.household_no,
        "persons": len(dossier.present) or row.persons,
        "labour": row.labour,
    }


def _members(dossier: Dossier) -> list[str]:
    said = [(member, _situation(member, dossier)) for member in dossier.present]
    return [f"{_called(member)}{text}" for member, text in said if text]


def _called(member: Member) -> str:
    if member.relation == choices.Relation.HEAD or not member.relation:
        return member.name
    return f"{member.get_relation_display().removeprefix('之')}{member.name}"


def _situation(member: Member, dossier: Dossier) -> str:
    """Illness only by its kind: the page is read aloud, the diagnosis is not for it."""
    bits = []
    sick = [h for h in member.health if h != choices.Health.HEALTHY]
    if sick:
        labels = dict(choices.Health.choices)
        bits.append("、".join(labels[h] for h in sick))
    if member.disability_kind and member.disability_grade:
        kind = member.get_disability_kind_display()
        bits.append(f"{kind}{member.get_disability_grade_display()}")
    if member.student_status not in {"", choices.StudentStatus.PRE}:
        bits.append(
            _("is in %(school)s") % {"school": member.get_student_status_display()}
        )
    elif member.public_post:
        bits.append(
            _("has the post %(post)s") % {"post": member.get_public_post_display()}
        )
    elif member.work_area:
        bits.append(member.get_work_area_display())
    elif member.birth_date and full_years(member.birth_date, dossier.today) < 7:
        bits.append(_("is small"))
    return "，".join(bits)


def _income(dossier: Dossier) -> str:
    row = dossier.household
    if row.per_capita_net is None:
        return ""
    said = _("net income a head of %(year)s %(amount)s yuan") % {
        "year": row.income_year,
        "amount": f"{row.per_capita_net:,.0f}",
    }
    if dossier.growth is None:
        return said
    word = _("up") if dossier.growth >= 0 else _("down")
    return f"{said}，" + _("%(word)s %(rate)s%% on the year before") % {
        "word": word,
        "rate": f"{abs(dossier.growth):.1f}",
    }


def _monitoring(dossier: Dossier) -> str:
    episode, since = dossier.episode, dossier.identified_on
    if episode is None or since is None:
        return ""
    labels = dict(choices.Risk.choices)
    facts = {
        "risks": "、".join(labels.get(r, r) for r in episode.risks),
        "category": episode.get_category_display(),
        "day": f"{since:%Y}年{since.month}月",
        "months": dossier.months_monitored,
    }
    ended = dossier.household.eliminated_on
    if ended:
        facts["end"] = f"{ended:%Y}年{ended.month}月"
        return (
            _("%(risks)s, monitored as %(category)s in %(day)s, eliminated in %(end)s")
            % facts
        )
    return (
        _("%(risks)s, monitored as %(category)s since %(day)s, month %(months)s")
        % facts
    )


def _responsible(dossier: Dossier) -> str:
    current = dossier.responsible
    if current is None:
        return ""
    return _("responsible person %(name)s") % {"name": current.person.name}


def members_note(dossier: Dossier) -> str:
    """``大病 1 人，在校生 1 人`` under the number of persons."""
    bits = []
    if dossier.ill:
        bits.append(
            ngettext("%(n)s seriously ill", "%(n)s seriously ill", dossier.ill)
            % {"n": dossier.ill}
        )
    if dossier.pupils:
        bits.append(
            ngettext("%(n)s at school", "%(n)s at school", dossier.pupils)
            % {"n": dossier.pupils}
        )
    return "，".join(bits)
