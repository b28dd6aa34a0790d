from exchange.models.attachment import Attachment
from exchange.models.import_run import ImportRun, RowError, TouchedRow
from exchange.models.job import Job

__all__ = ["Attachment", "ImportRun", "Job", "RowError", "TouchedRow"]
