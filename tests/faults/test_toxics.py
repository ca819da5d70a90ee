"""F21 and F29 on the wire: answers of LINE that are late, cut, reset, dripped or never come, through a TCP proxy."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from bot.adapters.line.guarded import GuardedLine
from bot.adapters.line.outbound import LineSender
from bot.booking.notices.notice import NoticeState
from tests.faults.proxy import HEALTHY, Proxy, Toxic, toxic_proxy
from tests.faults.rows import Recovery, fault, twin
from tests.faults.whole_town import WholeTown
from tests.service.faulty_town import TOKEN

TOXICS = {
    "cut after 10 bytes": Toxic(bytes=10),
    "cut in the middle": Toxic(bytes=120),
    "reset after LINE accepted": Toxic(bytes=0, reset=True),
    "silent after LINE accepted": Toxic(bytes=0, hang=True),
    "one byte every 0.3 s": Toxic(slices=0.3),
    "later than we wait": Toxic(latency=3.0),
    "nobody listens": Toxic(down=True),
}


@pytest.fixture
def proxy(town: WholeTown) -> Iterator[Proxy]:
    """The way to LINE, through a proxy, with a second for a whole call."""
    there = urlsplit(town.context.line._line._api_url)
    with toxic_proxy(str(there.hostname), int(there.port or 80)) as between:
        sender = LineSender(between.url, (TOKEN,), (0.5, 0.6), 1.0)
        town.context = replace(town.context, line=GuardedLine(sender, town.context.circuit))
        yield between
        sender._api.api_client.rest_client.pool_manager.clear()


@fault("F21", "F29", injected="LINE's answer is cut, reset, dripped, late or missing on the wire", within=30)
@pytest.mark.parametrize("toxic", TOXICS.values(), ids=TOXICS)
def test_f21_the_same_key_again_and_the_phone_shows_it_once(
    town: WholeTown, proxy: Proxy, recovery: Recovery, toxic: Toxic
):
    town.confirmed(1)
    proxy.spoil(toxic)
    assert town.sweep() == {"waiting": 1}
    proxy.spoil(HEALTHY)
    recovery.took(town.seconds_until(lambda: town.details(1).state is NoticeState.ACCEPTED))
    pushes = [one for one in town.line.gate.log if one.endpoint == "push"]
    assert len({one.retry_key for one in pushes}) == 1
    assert [one.status for one in pushes].count(200) == 1
    assert len(town.heard(1, "push")) == 1
    assert town.broken() == []


@twin("F21", without="the one stored key")
def test_f21_a_cut_answer_would_be_heard_twice(town: WholeTown, proxy: Proxy):
    town.confirmed(1)
    proxy.spoil(TOXICS["cut after 10 bytes"])
    town.sweep()
    proxy.spoil(HEALTHY)
    row = town.details(1)
    town.context.line.push(town.booking(1).user, [{"type": "text", "text": "もう一度"}], row.retry_key[::-1])
    assert len(town.heard(1, "push")) == 2
