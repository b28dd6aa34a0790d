from exchange.models.import_run import ImportRun, RowError, TouchedRow
from exchange.models.job import Job

__all__ = ["ImportRun", "Job", "RowError", "TouchedRow"]
