"""Time stands at the end of November 2026 where a test asks for it."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.households.visiting import TODAY


@pytest.fixture
def late_november() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=True):
        yield
