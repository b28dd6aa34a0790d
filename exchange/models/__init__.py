from exchange.models.import_run import RowError, ImportRun
from exchange.models.job import Job

__all__ = ["RowError", "ImportRun", "Job"]
