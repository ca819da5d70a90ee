"""F44, F50: the primary of one office of a cluster dies while the other office moves to another shard."""

import pytest

from tests.faults.rows import fault, twin
from tests.faults.shards import one_round

PEOPLE = 60


@pytest.mark.long
@fault("F44", "F50", injected="a shard's primary is cut off and killed while 60 people book and a slot moves")
def test_f44_nothing_acknowledged_is_lost_with_the_primary_of_a_shard():
    assert one_round(PEOPLE, 1, print) == []


@pytest.mark.long
@twin("F44", "F50", without="STORE_REPLICAS")
def test_f44_without_waiting_for_a_replica_what_was_acknowledged_is_missed():
    assert any(one_round(PEOPLE, 0, print))
