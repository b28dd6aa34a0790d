"""What waits for a person: the first page of the day, and its part on the overview."""

from typing import Any, cast

from django.utils import timezone
from django.views.generic import TemplateView

from accounts.models import User
from households.services.clocks import unknown_years
from households.todo import clock_groups, deadline_groups, held, nearest, other_groups


class TodoView(TemplateView):
    """Home page of every role; whoever has nothing to do is told so."""

    template_name = "households/todo/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = cast(User, self.request.user), timezone.localdate()
        spans = deadline_groups(user, today)
        others = other_groups(user, today)
        has_deadlines = any(span.count for span in spans)
        return super().get_context_data(
            today=today,
            spans=spans,
            others=others,
            has_deadlines=has_deadlines,
            is_empty=not others and not has_deadlines,
            unknown_years=unknown_years(held(user)),
            **kwargs,
        )


class TodoPanelView(TemplateView):
    """«Waiting for you» and the strip of dates, put into the overview by htmx."""

    template_name = "households/todo/_panel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = cast(User, self.request.user), timezone.localdate()
        groups = [*clock_groups(user, today), *other_groups(user, today)]
        return super().get_context_data(
            groups=[(group, group.mark(today)) for group in groups],
            total=sum(group.count for group in groups),
            strip=[(group, group.mark(today)) for group in nearest(groups)],
            today=today,
            **kwargs,
        )
