"""What the history of a household tells of projects."""

from households.history import track
from projects.models import Beneficiary

track(Beneficiary, named_by="linkage")
