"""Workbooks out: exports as a stream, templates and error workbooks by openpyxl."""
