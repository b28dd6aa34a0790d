from exchange.models.import_run import ImportRun, RowError
from exchange.models.job import Job

__all__ = ["ImportRun", "Job", "RowError"]
