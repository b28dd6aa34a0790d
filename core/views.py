from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from core.htmx import is_htmx


class PartialTemplateMixin:
    """The page for a visit, its ``_part`` for htmx: one view, one markup for both."""

    request: HttpRequest
    template_name: str
    partial_template_name: str

    def get_template_names(self) -> list[str]:
        if is_htmx(self.request):
            return [self.partial_template_name]
        return [self.template_name]

    def render_to_response(
        self, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **kwargs)  # type: ignore[misc]
        patch_vary_headers(response, ["HX-Request"])
        return response
