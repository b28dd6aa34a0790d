"""Nothing a log line carries may identify a person."""

import logging
import re

_NUMBERS = re.compile(r"(?<!\d)(\d{3})(?:\d{13}[\dXx]{2}|\d{4}\d{4})(?!\d)")


class MaskPersonalNumbers(logging.Filter):
    """Masks identity numbers (18 characters) and mobile numbers (11 digits)."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = _NUMBERS.sub(lambda match: match[1] + "*" * 8, message)
        if masked != message:
            record.msg, record.args = masked, None
        if record.exc_info and not record.exc_text:
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = _NUMBERS.sub(lambda match: match[1] + "*" * 8, text)
        return True
