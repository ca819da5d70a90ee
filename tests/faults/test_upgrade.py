"""F43: the commit before and this one side by side on one Redis, there and back, while people talk."""

import pytest

from tests.faults.rows import fault
from tests.faults.upgrade import rolled


@pytest.mark.long
@fault("F43", injected="the commit before runs beside this one, is stopped, and comes back, while six people book")
def test_f43_people_in_the_midst_of_a_talk_notice_neither_the_new_release_nor_the_way_back():
    steps: list[str] = []
    assert rolled("HEAD~1", 6, steps.append) == []
    assert len(steps) == 5
