"""Reading files that nobody vouches for: look first, then read in a limited process."""

from exchange.reading.source import RowSource, open_source
from exchange.reading.upload import check_upload

__all__ = ["RowSource", "check_upload", "open_source"]
