"""Which department keeps which ledger; the others are the bureau's own."""

from accounts.models import Department
from assistance.models import LedgerKeeper

KEPT = {
    "minzheng": "dibao tekun living nursing temporary",
    "jiaoyu": "yulu education",
    "renshe": "employment posts labour training demand travel old_age pension",
    "yibao": "medical premium medical_aid",
    "nongye": "industry share dividends",
}


def write_keepers() -> int:
    departments = dict(Department.objects.values_list("code", "pk"))
    rows = [
        LedgerKeeper(department_id=departments[code], ledger=ledger)
        for code, ledgers in KEPT.items()
        for ledger in ledgers.split()
    ]
    return len(LedgerKeeper.objects.bulk_create(rows))
