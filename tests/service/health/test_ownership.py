"""The store knows whose data it holds: another office or LINE account is refused, and may be confirmed by a person."""

import pytest

from bot.adapters.line.inbound import destination_of
from bot.ports.context import RequestContext
from bot.service.health.ownership import of_any_account, of_one_account, other_office
from bot.web.app import create_app
from tests.make import office
from tests.service.make_context import context_on, with_office
from tests.web.webhooks import SECRET, event, post, webhook

OURS, THEIRS = "U" + "a" * 32, "U" + "b" * 32


@pytest.fixture
def town(client) -> RequestContext:
    return context_on(client)


def to(destination: str, *events: object) -> bytes:
    return webhook(*events).replace(b"{", f'{{"destination":"{destination}",'.encode(), 1)


def statuses(town: RequestContext, accounts, *bodies: bytes) -> list[int]:
    web = create_app(town, [SECRET], accounts=accounts).test_client()
    return [post(web, body).status_code for body in bodies]


def test_a_webhook_for_another_account_is_refused_and_changes_nothing(town):
    assert statuses(town, of_one_account, to(OURS, event(1)), to(THEIRS, event(2)), to(OURS, event(3))) == [
        200,
        400,
        200,
    ]
    assert town.store.counters()["webhook_of_another_account"] == 1
    assert town.store.counters()["events"] == 2
    assert statuses(town, of_one_account, to(THEIRS, event(4))) == [400]  # by a process started later, too


def test_twin_without_the_look_the_people_of_two_accounts_are_mixed_up(town):
    assert statuses(town, of_any_account, to(OURS, event(1)), to(THEIRS, event(2))) == [200, 200]


def test_a_webhook_that_does_not_say_for_whom_it_is_is_taken(town):
    assert statuses(town, of_one_account, to(OURS, event(1)), webhook(event(2))) == [200, 200]


def test_what_a_seeker_writes_is_no_destination():
    body = to(OURS, event(1, '"destination":"' + THEIRS + '"'))
    assert destination_of(body) == OURS
    assert destination_of(webhook(event(1, '"destination":"' + THEIRS + '"'))) == ""


def test_another_office_with_the_same_id_is_named_until_a_person_confirms(town):
    assert other_office(town) == ""
    second = with_office(town, office(name="門司新卒応援ハローワーク"))
    assert other_office(second) == town.office.name
    second.store.disown(second.office.name)
    assert other_office(second) == ""
    assert other_office(town) == second.office.name
