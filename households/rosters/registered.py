"""Fills the registry, in the order of the upload page."""

from exchange.registry import register
from households.rosters.cases import CASES
from households.rosters.changes import CHANGES
from households.rosters.deadlines import DEADLINES
from households.rosters.lead_batch import LEAD_BATCH
from households.rosters.leads import LEADS
from households.rosters.ledgers import INCOMES, RESPONSIBILITIES
from households.rosters.quality import QUALITY_HITS
from households.rosters.registers import EXITED, HOUSEHOLDS, MEMBERS, MONITORING
from households.rosters.screening import SCREENING, SCREENING_RESULTS
from households.rosters.visit_records import VISIT_RECORDS
from households.rosters.visits import VISITS

register(MONITORING, HOUSEHOLDS, MEMBERS, EXITED, INCOMES, VISITS, RESPONSIBILITIES)
register(VISIT_RECORDS, CASES)
register(LEADS, LEAD_BATCH)
register(DEADLINES)
register(CHANGES)
register(QUALITY_HITS)
register(SCREENING, SCREENING_RESULTS)
