"""What happened to projects, in the past tense, inside the change's transaction."""

from django.dispatch import Signal

#: Projects, their money, progress or beneficiaries were written or withdrawn. Sent with
#: ``projects``, a collection of their ids (empty: of funds as a whole).
projects_changed = Signal()
