"""What a script answers is the same however it arrives, and an answer that breaks off is none."""

import pytest

from bot.adapters.redis.client import connect, store_errors
from bot.errors import StoreDownError
from bot.ports.bookings import KeepBooking
from tests.faults.proxy import Toxic, toxic_proxy
from tests.make import booking
from tests.stores import store_on

SHORT = Toxic(bytes=3)
LONG = 3_000_000  # bytes, which no single read of a connection brings


@pytest.fixture
def proxy(redis_url):
    with toxic_proxy(redis_url.removeprefix("unix://")) as found:
        yield found


@pytest.fixture
def behind(proxy):
    found = connect(f"redis://127.0.0.1:{proxy.port}/0")
    yield found
    found.close()


def test_a_long_answer_is_whole(client):
    script = client.register_script(f"return {{string.rep('x', {LONG}), 'end'}}")
    long, end = script()
    assert (len(long), end) == (LONG, "end")


def test_an_answer_byte_by_byte_is_whole(behind, proxy):
    script = behind.register_script("return {'one', {'two', 3}, false}")
    assert script() == ["one", ["two", 3], None]
    proxy.spoil(Toxic(slices=0.001))
    assert script() == ["one", ["two", 3], None]


def test_an_answer_that_breaks_off_is_none(behind, proxy):
    script = behind.register_script("return {'one', 'two'}")
    proxy.spoil(SHORT)
    with pytest.raises(StoreDownError), store_errors():
        script()


def test_a_commit_whose_answer_breaks_off_says_so(behind, proxy):
    store = store_on(behind)
    store.commit((), (KeepBooking(booking()),))
    proxy.spoil(SHORT)
    with pytest.raises(StoreDownError):
        store.commit((), (KeepBooking(booking(id="b2", number="222222")),))
