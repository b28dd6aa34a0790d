"""Sums that never run over, whoever writes: triggers that lock, add up and refuse.

A service asks first and answers with a sentence; a file is checked as a whole before it
is written. These are for two of them at the same moment: the second waits for the lock
of the project, batch or contract and then sees what the first has written.
"""

import pgtrigger

_REFUSE = """RAISE EXCEPTION USING ERRCODE = 'check_violation',
              CONSTRAINT = '{name}', TABLE = TG_TABLE_NAME, MESSAGE = '{name}';"""

_LOCK_PROJECT = """
    PERFORM 1 FROM projects_project WHERE id = {row}.project_id FOR NO KEY UPDATE;"""
_LOCK_BATCH = """
    PERFORM 1 FROM projects_fundbatch WHERE id = {row}.batch_id FOR NO KEY UPDATE;"""

_BATCH_HOLDS = """
    IF (SELECT coalesce(sum(amount), 0) FROM projects_allocation
         WHERE batch_id = NEW.{batch})
     > (SELECT amount FROM projects_fundbatch WHERE id = NEW.{batch})
    THEN {refuse} END IF;"""

#: Of a project and a batch: paid ≤ allocated.
_PROJECT_HOLDS = """
    IF (SELECT coalesce(sum(amount), 0) FROM projects_payment
         WHERE project_id = {row}.project_id AND batch_id = {row}.batch_id)
     > (SELECT coalesce(sum(amount), 0) FROM projects_allocation
         WHERE project_id = {row}.project_id AND batch_id = {row}.batch_id)
    THEN {refuse} END IF;"""

_CONTRACT_HOLDS = """
    IF (SELECT coalesce(sum(amount), 0) FROM projects_payment
         WHERE contract_id = NEW.{contract})
     > (SELECT amount FROM projects_contract WHERE id = NEW.{contract})
    THEN {refuse} END IF;"""

OVER_BATCH = "allocation_within_batch"
OVER_ALLOCATION = "payment_within_allocation"
OVER_CONTRACT = "payment_within_contract"

#: The package has no types here.
_OF_AMOUNT: pgtrigger.Operation = pgtrigger.UpdateOf("amount")  # type: ignore[no-untyped-call]

_DONE = "\n    RETURN NULL;"


def _refuse(name: str) -> str:
    return _REFUSE.format(name=name)


def _after(name: str, operation: pgtrigger.Operation, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.After, operation=operation, func=func + _DONE
    )


BATCH_GUARD = _after(
    "batch_holds_allocations",
    _OF_AMOUNT,
    _BATCH_HOLDS.format(batch="id", refuse=_refuse(OVER_BATCH)),
)

ALLOCATION_GUARD = _after(
    "allocation_within_bounds",
    pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    "IF TG_OP <> 'INSERT' THEN"
    + _LOCK_PROJECT.format(row="OLD")
    + _PROJECT_HOLDS.format(row="OLD", refuse=_refuse(OVER_ALLOCATION))
    + "\n    END IF; IF TG_OP <> 'DELETE' THEN"
    + _LOCK_BATCH.format(row="NEW")
    + _BATCH_HOLDS.format(batch="batch_id", refuse=_refuse(OVER_BATCH))
    + "\n    END IF;",
)

CONTRACT_GUARD = _after(
    "contract_holds_payments",
    _OF_AMOUNT,
    _CONTRACT_HOLDS.format(contract="id", refuse=_refuse(OVER_CONTRACT)),
)

PAYMENT_GUARD = _after(
    "payment_within_bounds",
    pgtrigger.Insert | pgtrigger.Update,
    _LOCK_PROJECT.format(row="NEW")
    + _PROJECT_HOLDS.format(row="NEW", refuse=_refuse(OVER_ALLOCATION))
    + "\n    IF NEW.contract_id IS NOT NULL THEN"
    + _CONTRACT_HOLDS.format(contract="contract_id", refuse=_refuse(OVER_CONTRACT))
    + "\n    END IF;",
)
