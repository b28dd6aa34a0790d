"""Small parts of the screen that need computing: icons, bars, numbers, deltas.

Everything is drawn with SVG attributes, never with ``style``: the content security
policy forbids inline styles, and attributes also print.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import lucide
from django import template
from django.forms import BoundField
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.months import Month
from core.ratios import Share

register = template.Library()

Number = int | float | Decimal
_ICONS: dict[tuple[str, str], SafeString] = {}


@register.simple_tag
def icon(name: str, css: str = "lu") -> SafeString:
    """A Lucide icon, inlined and hidden from screen readers."""
    key = (name, css)
    if key not in _ICONS:
        drawn = lucide._render_icon(  # noqa: SLF001 - the tag library's own renderer
            name, None, **{"class": css, "aria_hidden": "true"}
        )
        drawn = drawn.replace("aria_hidden", "aria-hidden")
        # Our own source, no user text in it.
        _ICONS[key] = mark_safe(drawn.replace('stroke-width="2"', "", 1))  # noqa: S308
    return _ICONS[key]


@register.simple_tag
def bar(
    percent: Number | None, css: str = "", mark: Number | None = None
) -> SafeString:
    """A horizontal bar of 0–100 %, with a tick at the target if ``mark`` is given."""
    width = _plain(max(0.0, min(100.0, float(percent or 0))))
    tick = SafeString("")
    if mark not in (None, ""):
        tick = format_html(
            '<rect class="m" x="{}%" y="-2" width="2" height="10"/>',
            _plain(float(mark) - 0.5),  # type: ignore[arg-type]
        )
    return format_html(
        '<svg class="bar {}" aria-hidden="true" focusable="false">'
        '<rect class="t" width="100%" height="100%" rx="1"/>'
        '<rect class="v" width="{}%" height="100%" rx="1"/>{}</svg>',
        css,
        width,
        tick,
    )


@register.simple_tag
def stacked_bar(*parts: Number) -> SafeString:
    """Up to three parts of a whole side by side."""
    total = float(sum(float(part or 0) for part in parts)) or 1.0
    left, pieces = 0.0, []
    for css, part in zip(("v", "v2", "v3"), parts, strict=False):
        width = float(part or 0) / total * 100
        pieces.append((css, _plain(left), _plain(width)))
        left += width
    rects = format_html_join(
        "", '<rect class="{}" x="{}%" width="{}%" height="100%"/>', pieces
    )
    return format_html('<svg class="bar" aria-hidden="true">{}</svg>', rects)


@register.simple_tag
def spark(
    values: Sequence[Number | None], reference: Number | None = None
) -> SafeString:
    """A sparkline; with fewer than two known values there is no line to draw."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 2:
        return SafeString("")
    scale = [*known, *([float(reference)] if reference else [])]
    low, span = min(scale), (max(scale) - min(scale)) or 1.0

    def height(value: float) -> str:
        return _plain(17 - (value - low) / span * 14)

    step = 66 / (len(known) - 1)
    points = " ".join(
        f"{_plain(2 + index * step)},{height(value)}"
        for index, value in enumerate(known)
    )
    line = SafeString("")
    if reference:
        y = height(float(reference))
        line = format_html('<line class="ref" x1="0" x2="72" y1="{}" y2="{}"/>', y, y)
    return format_html(
        '<svg class="spark" viewBox="0 0 72 20" aria-hidden="true">{}'
        '<polyline points="{}"/><circle cx="68" cy="{}" r="2.2"/></svg>',
        line,
        points,
        height(known[-1]),
    )


@register.simple_tag
def delta(
    value: Number | None, unit: str = "", good: str = "up", digits: int = 1
) -> SafeString:
    """A change with its direction in shape and word; ``good`` is up, down or none."""
    if value is None:
        return SafeString("—")
    shown = f"{abs(float(value)):,.{digits}f}"
    if not float(shown.replace(",", "")):
        return format_html('<span class="delta">{}</span>', _("unchanged"))
    rising = float(value) > 0
    css = "" if good == "none" else ("good" if rising == (good == "up") else "bad")
    path = "M4.5 1 8.5 8h-8z" if rising else "M4.5 8 .5 1h8z"
    return format_html(
        '<span class="delta {}"><svg viewBox="0 0 9 9" aria-hidden="true">'
        '<path d="{}"/></svg><span class="sr">{}</span>{}{}</span>',
        css,
        path,
        _("up") if rising else _("down"),
        shown,
        unit,
    )


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A form control in our look; a widget's own classes are kept."""
    own = field.field.widget.attrs.get("class", "")
    plain = field.widget_type in {"checkbox", "radioselect", "checkboxselectmultiple"}
    css = own if plain else f"inp {own}".strip()
    return field.as_widget(attrs={"class": css} if css else None)


@register.filter
def number(value: Any, digits: int = 0) -> str:
    """With thousands separators; a missing number is a dash, zero is 0."""
    return "—" if value in (None, "") else f"{Decimal(value):,.{int(digits)}f}"


@register.filter
def plain(value: Decimal) -> str:
    """A typed number without the zeros that its column adds: 8,700 and 12.5."""
    shown = f"{value:,.4f}"
    return shown.rstrip("0").rstrip(".")


@register.filter
def percent(value: Share | Number | None, digits: int = 1) -> str:
    """A rate with one decimal; a Share of 0 of 0 has none and is a dash."""
    if isinstance(value, Share):
        value = value.percent
    return "—" if value is None else f"{float(value):,.{int(digits)}f}%"


@register.filter
def heat(value: Number | None, target: Number | None) -> str:
    """Tint of a cell by its distance below target, in percentage points."""
    if value is None or target is None:
        return ""
    gap = float(target) - float(value)
    return "" if gap <= 0 else "h1" if gap <= 5 else "h2" if gap <= 15 else "h3"


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key)


@register.filter
def month_label(value: Any) -> str:
    return Month.of(value).label if hasattr(value, "day") else value.label


@register.filter
def initial(name: str | SimpleLazyObject) -> str:
    """First character of a name, for the round mark beside it."""
    return str(name)[:1]


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The current query string with some parameters changed; None removes one."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    encoded: str = parameters.urlencode()
    return f"?{encoded}" if encoded else "?"


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
