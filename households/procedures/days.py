"""A day as sentences of procedures say it."""

import datetime as dt


def said(day: dt.date) -> str:
    """``2026年11月22日``."""
    return f"{day.year}年{day.month}月{day.day}日"
