"""F66 to F72: secrets that are replaced while the service runs, and an audit log that somebody touches."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.service.audit import verify
from bot.web.app import create_app
from tests.console.office import ConsoleOffice
from tests.faults.rows import fault, twin
from tests.faults.whole_town import SECRET, WholeTown
from tests.folders import ROOT
from tests.service.faulty_town import seeker

NEW_SECRET = "n" * 32
PEOPLE = range(1, 9)


def rotates(town: WholeTown, *taken: str) -> list[int]:
    """Let people write while LINE begins to sign with the new secret; give what the webhook answered."""
    for number in PEOPLE:
        town.friend(number)
    town.secrets = list(taken)
    town._app = None
    before = len(town.line.courier.log)

    def writes(number: int) -> None:
        for turn in range(6):
            if number == 1 and turn == 3:
                town.line.courier._secret = NEW_SECRET
            town.line.say(seeker(number), "予約")

    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        list(pool.map(writes, PEOPLE))
    return [int(one.status or 0) for one in list(town.line.courier.log)[before:]]


@fault("F66", injected="the channel secret is replaced while people write")
def test_f66_with_both_secrets_set_nothing_genuine_is_refused(town: WholeTown):
    assert set(rotates(town, NEW_SECRET, SECRET)) == {200}
    assert town.broken() == []


@twin("F66", without="the old secret beside the new one")
def test_f66_what_is_signed_with_the_other_would_be_refused(town: WholeTown):
    assert 400 in rotates(town, NEW_SECRET)


@fault("F66", injected="nothing; the source is looked at")
def test_f66_no_signature_is_ever_skipped():
    sources = [path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py")]
    assert not [text for text in sources if "skip_signature" in text]


@fault("F68", injected="SECRET_KEY is replaced while clerks are signed in")
def test_f68_who_is_signed_in_stays_so_and_only_the_open_form_is_asked_for_anew(office: ConsoleOffice):
    clerk = office.clerk()
    request = office.request()
    token = clerk.token()
    restarted = replace(office.setup(), secret_key="another" * 5)
    app = create_app(office.context, ["secret"], restarted)
    app.testing = True
    anew = app.test_client()
    anew.set_cookie("madoguchi", clerk.cookie.value)
    assert anew.get("/staff/").status_code == 200
    stale = anew.post("/staff/search", data={"csrf_token": token, "number": request.number})
    assert stale.status_code == 400


@fault("F68", injected="nothing; the pinned version of Flask is looked at")
def test_f68_the_flask_that_signs_with_the_newest_key_is_pinned():
    pinned = re.search(r"^flask==(\d+)\.(\d+)\.(\d+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    assert pinned
    assert tuple(map(int, pinned.groups())) >= (3, 1, 3)


def touched(town: WholeTown, how: str) -> None:
    """Change the audit log behind the service's back."""
    client, keys = town.context.store._client, town.context.store._keys
    lines = client.lrange(keys.audit, 0, -1)
    match how:
        case "edited":
            client.lset(keys.audit, 1, lines[1].replace("confirmed", "viewed"))
        case "deleted":
            client.lrem(keys.audit, 1, lines[1])
        case "reordered":
            client.lset(keys.audit, 0, lines[1])
            client.lset(keys.audit, 1, lines[0])
        case "cut":
            client.rpop(keys.audit)
        case "emptied":
            client.delete(keys.audit)


@fault("F72", injected="an entry of the audit log is edited, deleted, moved, cut off, or all of it is deleted")
@pytest.mark.parametrize("how", ["edited", "deleted", "reordered", "cut", "emptied"])
def test_f72_the_first_line_that_does_not_fit_is_named(town: WholeTown, how: str):
    town.confirmed(1, 2, 3)
    assert verify.verify(town.context).broken is None
    touched(town, how)
    assert verify.verify(town.context).broken
