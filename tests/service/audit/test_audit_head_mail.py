"""The head of the audit log stands in mailboxes that who holds Redis and the machine can't rewrite."""

import re

import pytest

from bot.adapters.notices.smtp import SmtpMail
from bot.errors import SendError
from bot.ports.staff import StaffWays
from bot.service.audit.head_mail import AFTER_NEWS, IN_SILENCE, SENT, SENT_IN_SILENCE, mail_audit_head
from bot.service.audit.seal import seal
from bot.service.audit.verify import Broken, Place, verify
from tests.adapters import postbox
from tests.adapters.postbox import Postbox
from tests.service.audit import intruder
from tests.service.audit.intruder import Intruder, note, opened
from tests.service.make_context import FakeMail
from tests.stores import KEYS

serve = postbox.serve
place = intruder.place

KEEPER = StaffWays(audit_head_to=("keeper@city.example",))


def mailing(client, mail=None):
    """Open the office with mail and a keeper of heads."""
    return opened(client, mail=mail or FakeMail(), staff=KEEPER)


def head_in(text: str) -> tuple[int, str]:
    """Read the head in a mail."""
    count, chain = re.search(r"--head ([0-9]+):([0-9a-f]{40})", text).groups()
    return int(count), chain


def hour_passes(client) -> None:
    """Let the marks that something was done lately end, as they do by themselves."""
    client.delete(KEYS.done(SENT))


@pytest.fixture
def mailbox(serve) -> tuple[Postbox, SmtpMail]:
    """A mailbox on a real server of this machine, and what sends to it."""
    box = Postbox()
    return box, SmtpMail(f"smtp://{serve(box)}", "desk@office.example")


def test_a_log_that_was_put_back_as_a_whole_does_not_fit_the_mail(place, client, mailbox):
    box, mail = mailbox
    old, old_seal = Intruder(client).lines(), client.hgetall(KEYS.audit_seal)
    note(place, 6)
    seal(place)
    assert mail_audit_head(mailing(client, mail))
    intruder = Intruder(client)
    head = head_in(box.mails[0].get_content())
    assert head[0] == 7
    assert verify(opened(client), [head]).broken is None
    intruder.writes(old)
    client.hset(KEYS.audit_seal, mapping=old_seal)
    assert verify(opened(client)).broken is None  # without the mail it would stand
    found = verify(opened(client), [head])
    assert (found.broken, found.misfits) == (Broken(Place.OUTSIDE), {head})


def test_the_mail_names_nobody_and_goes_to_its_own_keeper_only(place, client, mailbox):
    box, mail = mailbox
    assert mail_audit_head(mailing(client, mail))
    assert box.envelopes[0].rcpt_tos == ["keeper@city.example"]
    text = box.mails[0].get_content()
    assert not [part for part in ("山田", "staff:") if part in text]
    assert "b1" not in re.split(r"\W", text)  # within the head, which is a hash, it may stand


def test_a_mail_goes_once_an_hour_when_the_log_grew_and_else_once_a_day(place, client):
    office = mailing(client)
    assert mail_audit_head(office)
    note(place, 6)
    seal(place)
    assert not mail_audit_head(office)  # within the hour
    assert 0 < client.ttl(KEYS.done(SENT)) <= AFTER_NEWS
    hour_passes(client)
    assert mail_audit_head(office)
    hour_passes(client)
    assert not mail_audit_head(office)  # nothing new
    assert 0 < client.ttl(KEYS.done(SENT_IN_SILENCE)) <= IN_SILENCE
    hour_passes(client)
    client.delete(KEYS.done(SENT_IN_SILENCE))
    assert mail_audit_head(office)
    assert [head_in(body)[0] for _, _, body, _ in office.mail.sent] == [6, 7, 7]


def test_a_mail_that_did_not_go_is_tried_again(place, client):
    office = mailing(client, FakeMail(failures=[SendError("no_connection")]))
    with pytest.raises(SendError):
        mail_audit_head(office)
    assert mail_audit_head(office)


def test_without_a_keeper_nothing_is_mailed(place, client):
    assert not mail_audit_head(opened(client, mail=FakeMail()))
