"""Which department keeps which ledger."""

from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction

from accounts.models import Department
from assistance.models import LedgerKeeper


def keeper_names() -> dict[str, str]:
    """Names of the departments that keep each ledger; everybody may know them."""
    names: dict[str, list[str]] = defaultdict(list)
    rows = LedgerKeeper.objects.order_by("ledger", "department__name")
    for ledger, name in rows.values_list("ledger", "department__name"):
        names[ledger].append(name)
    return {ledger: "、".join(listed) for ledger, listed in names.items()}


@transaction.atomic
def set_keepers(*, keepers: Mapping[str, list[Department]]) -> int:
    """Make the given departments the keepers of each named ledger, and no others.
    Returns how many entries changed."""
    wanted = {
        (ledger, department.pk)
        for ledger, departments in keepers.items()
        for department in departments
    }
    rows = LedgerKeeper.objects.select_for_update().filter(ledger__in=keepers)
    present = {(row.ledger, row.department_id): row.pk for row in rows}
    gone = [pk for key, pk in present.items() if key not in wanted]
    new = sorted(wanted - present.keys())
    LedgerKeeper.objects.filter(pk__in=gone).delete()
    # Saved twice in the very moment, an entry stands once all the same.
    LedgerKeeper.objects.bulk_create(
        [LedgerKeeper(ledger=ledger, department_id=pk) for ledger, pk in new],
        ignore_conflicts=True,
    )
    return len(gone) + len(new)
