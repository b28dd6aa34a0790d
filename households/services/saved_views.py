"""Saved views: one's own sets of filters, shared with the area if wished."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from households.models import SavedView

#: More tabs than these nobody finds again.
MAX_VIEWS = 12


@transaction.atomic
def save_view(
    *,
    owner: User,
    name: str,
    query: str,
    is_shared: bool,
    view: SavedView | None = None,
) -> SavedView:
    """Create a view, or rename and share ``view``, which must be the owner's.

    Raises ValidationError when the name is taken or there are too many.
    """
    if view is None:
        if SavedView.objects.filter(owner=owner).count() >= MAX_VIEWS:
            raise ValidationError(
                _("There are already %(count)s views; delete one first.")
                % {"count": MAX_VIEWS}
            )
        view = SavedView(owner=owner, query=query)
    view.name, view.is_shared = name, is_shared
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise ValidationError(
            {"name": _("You already have a view of this name.")}
        ) from None
    return view
