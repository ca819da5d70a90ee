"""Reading LINE's webhooks: whatever a rightly signed body holds, nothing but NotAWebhookError comes out."""

import base64
import hashlib
import hmac
import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.line.inbound import NotAWebhookError, Odd, Parsed, is_signed, parse, parse_event
from bot.booking.text import LONGEST_TEXT
from bot.dialogue.incoming import Sort, Tap
from tests.faults.rows import fault, twin

# The example of LINE's documentation.
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="

USER = "U" + "1" * 32
AT = 1_796_000_000_000


def signed(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def event(**changes: Any) -> dict[str, Any]:
    """Give a text message as LINE sends it, changed; a change to ... takes the field away."""
    made = {
        "type": "message",
        "message": {"type": "text", "id": "444", "quoteToken": "q", "text": "予約"},
        "webhookEventId": "01H810YECXQQZ37VAXPF6H9E6T",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": AT,
        "source": {"type": "user", "userId": USER},
        "replyToken": "38ef843bde154d9b91c21320ffd17a0f",
        "mode": "active",
        **changes,
    }
    return {name: value for name, value in made.items() if value is not ...}


def body_of(*events: Any) -> bytes:
    return json.dumps({"destination": "U0", "events": list(events)}).encode()


def read(*events: Any) -> list[Parsed | Odd]:
    return list(parse(body_of(*events)))


# --- signatures ---


def test_the_example_of_the_documentation_is_signed():
    assert is_signed(BODY, SIGNATURE, [SECRET])


def test_either_secret_counts_while_one_replaces_the_other():
    new = "f" * 32
    assert is_signed(BODY, SIGNATURE, [new, SECRET])
    assert is_signed(BODY, signed(BODY, new), [new, SECRET])
    assert not is_signed(BODY, SIGNATURE, [new])
    assert not is_signed(BODY, SIGNATURE, [])


@pytest.mark.parametrize(
    "signature",
    [
        "",
        " ",
        SIGNATURE[:-1],
        SIGNATURE + "=",
        f" {SIGNATURE}",
        SIGNATURE.lower(),
        "署名",
        "\udcff",
        "\x00",
        base64.b64decode(SIGNATURE).hex(),
        signed(BODY, "of another channel"),
        signed(b""),
    ],
)
def test_anything_else_is_no_signature(signature):
    assert not is_signed(BODY, signature, [SECRET])


@fault("F13", injected="a signature over the body written anew")
def test_the_very_bytes_are_signed_not_what_they_mean():
    again = json.dumps(json.loads(BODY)).encode()
    assert json.loads(again) == json.loads(BODY)
    assert not is_signed(again, SIGNATURE, [SECRET])
    assert not is_signed(BODY + b"\n", SIGNATURE, [SECRET])


@fault("F12", injected="bytes that are no UTF-8, rightly signed")
def test_f12_bytes_that_are_no_text_can_be_signed():
    assert is_signed(b"\xff\xfe", signed(b"\xff\xfe"), [SECRET])


# --- bodies ---


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"events"',
        b"5",
        b"{}",
        b'{"destination":"U0"}',
        b'{"events":null}',
        b'{"events":{}}',
        b'{"events":"[]"}',
        b'{"events":[' * 100_000,
        b'{"events":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"events":[]}\xff',
        b'{"events":["\xe4\xba"]}',
        '{"events":[]}'.encode("utf-16"),
        b'{"events":[],}',
        b"\x00" * 100,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_webhook_is_named_so(body):
    with pytest.raises(NotAWebhookError):
        list(parse(body))


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        b'\xef\xbb\xbf{"events":[]}',
        b'{"events":[],"events":[]}',
        b' \r\n{ "events" : [ ] , "new" : NaN } ',
        b'{"events":[],"destination":null}',
    ],
)
def test_an_unusual_body_without_events_is_a_webhook_all_the_same(body):
    assert list(parse(body)) == []


@fault("F10", injected="a key twice in one object")
def test_of_duplicate_keys_the_last_one_counts():
    body = body_of(event()).replace(b'"mode"', b'"mode": "standby", "mode"')
    assert isinstance(next(iter(parse(body))), Parsed)


def test_a_number_of_thousands_of_digits_takes_no_other_event_along():
    body = body_of(event(timestamp=7), event()).replace(b'"timestamp": 7', b'"timestamp": ' + b"7" * 5000)
    with pytest.raises(ValueError, match="digits"):
        json.loads(body)
    odd, whole = parse(body)
    assert odd == Odd("bad")
    assert isinstance(whole, Parsed)


# --- events ---


def test_a_text_is_read_whole():
    (one,) = read(event())
    assert one.user == USER
    assert one.reply_token == "38ef843bde154d9b91c21320ffd17a0f"
    assert (one.incoming.sort, one.incoming.text, one.incoming.message_id) == (Sort.TEXT, "予約", "444")
    assert one.incoming.event_id == "01H810YECXQQZ37VAXPF6H9E6T"
    assert one.incoming.at == datetime.fromtimestamp(AT / 1000, UTC)
    assert one.incoming.redelivered is False


@pytest.mark.parametrize(
    ("changes", "sort"),
    [
        ({"message": {"type": "sticker", "id": "1", "keywords": []}}, Sort.STICKER),
        ({"message": {"type": "image", "id": "1"}}, Sort.MEDIA),
        ({"message": {"type": "hologram", "id": "1"}}, Sort.MEDIA),
        ({"message": {"id": "1"}}, Sort.MEDIA),
        ({"type": "follow", "message": ...}, Sort.FOLLOW),
        ({"type": "follow", "follow": {"isUnblocked": True}}, Sort.FOLLOW),
        ({"type": "unfollow", "replyToken": ...}, Sort.UNFOLLOW),
        ({"type": "unsend", "unsend": {"messageId": "444"}, "replyToken": ...}, Sort.UNSEND),
        ({"type": "postback", "postback": {"data": "c=1&q=name&v=2"}}, Sort.TAP),
        ({"type": "postback", "postback": {"data": "", "params": {"date": "2026-12-03"}}}, Sort.TAP),
    ],
)
def test_each_sort_of_event_is_known(changes, sort):
    (one,) = read(event(**changes))
    assert one.incoming.sort is sort


def test_a_redelivery_is_marked():
    (one,) = read(event(deliveryContext={"isRedelivery": True}))
    assert one.incoming.redelivered is True


@pytest.mark.parametrize("token", [..., None, ""])
def test_an_event_without_a_reply_token_is_taken_all_the_same(token):
    (one,) = read(event(replyToken=token))
    assert one.reply_token == ""


@pytest.mark.parametrize("field", ["deliveryContext", "mode"])
def test_what_we_can_do_without_may_be_missing(field):
    (one,) = read(event(**{field: ...}))
    assert isinstance(one, Parsed)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"type": "teleport"}, "unknown"),
        ({"type": None}, "unknown"),
        ({"type": 5}, "unknown"),
        ({"type": ...}, "unknown"),
        ({"type": ["message"]}, "unknown"),
        ({"type": "accountLink", "link": {"result": "failed"}, "source": ...}, "bad"),
        ({"mode": "standby"}, "standby"),
        ({"mode": "dreaming"}, "standby"),
        ({"mode": None}, "standby"),
        ({"source": ...}, "bad"),
        ({"source": None}, "bad"),
        ({"source": "user"}, "bad"),
        ({"source": {"type": "user"}}, "bad"),
        ({"source": {"type": "user", "userId": None}}, "bad"),
        ({"source": {"type": "user", "userId": 5}}, "bad"),
        ({"source": {"type": "user", "userId": ""}}, "unknown"),
        ({"source": {"type": "user", "userId": "\ud800"}}, "unknown"),
        ({"source": {"type": "user", "userId": "Udeadbeefdeadbeefdeadbeefdeadbeef"}}, "unknown"),
        ({"source": {"type": "group", "groupId": "C0", "userId": USER}}, "group"),
        ({"source": {"type": "room", "roomId": "R0"}}, "group"),
        ({"source": {"type": "planet", "userId": USER}}, "group"),
        ({"message": ...}, "bad"),
        ({"message": None}, "bad"),
        ({"message": "予約"}, "bad"),
        ({"message": {"type": "text", "id": "1"}}, "bad"),
        ({"message": {"type": "text", "id": "1", "text": None}}, "bad"),
        ({"message": {"type": "text", "id": "1", "text": ["予約"]}}, "bad"),
        ({"message": {"type": "text", "id": 1, "text": "予約"}}, "bad"),
        ({"type": "postback"}, "bad"),
        ({"type": "postback", "postback": {}}, "bad"),
        ({"type": "postback", "postback": {"data": 5}}, "bad"),
        ({"type": "unsend"}, "bad"),
        ({"webhookEventId": ...}, "bad"),
        ({"webhookEventId": None}, "bad"),
        ({"webhookEventId": ""}, "unknown"),
        ({"timestamp": ...}, "bad"),
        ({"timestamp": None}, "bad"),
        ({"timestamp": "soon"}, "bad"),
        ({"timestamp": float("nan")}, "bad"),
        ({"timestamp": float("inf")}, "bad"),
        ({"timestamp": 10**300}, "bad"),
        ({"timestamp": -(10**17)}, "bad"),
        ({"timestamp": 10**18}, "bad"),
        ({"timestamp": 10**20}, "bad"),
        ({"deliveryContext": "x"}, "bad"),
        ({"replyToken": 5}, "bad"),
    ],
    ids=repr,
)
def test_an_event_that_we_can_not_take_is_passed_over_and_the_next_one_is_not(changes, why):
    odd, good = read(event(**changes), event())
    assert odd == Odd(why)
    assert isinstance(good, Parsed)


@pytest.mark.parametrize("junk", [None, 5, 1.5, True, "event", [], [[]], {}])
def test_what_is_no_event_at_all_is_passed_over(junk):
    odd, good = read(junk, event())
    assert isinstance(odd, Odd)
    assert isinstance(good, Parsed)


@twin("F07", without="the tolerance of the reader")
def test_without_the_tolerance_one_bad_event_would_take_the_others_along():
    bad, good = event(source=...), event()
    with pytest.raises(KeyError):
        list(map(parse_event, (bad, good)))


# --- texts ---


@fault("F11", injected="text with lone surrogates and NUL")
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\ud83d", ""),  # half of an emoji
        ("山\ud800田", "山田"),
        ("山\x00田", "山田"),
        ("\u202e太郎", "\u202e太郎"),  # readers drop what can't be seen
        ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("が" * 6000, "が" * LONGEST_TEXT),
        ("e" + "\u0301" * 6000, "e" + "\u0301" * (LONGEST_TEXT - 1)),
        ("", ""),
    ],
)
def test_a_text_can_be_stored_and_shown_whatever_it_holds(text, kept):
    (one,) = read(event(message={"type": "text", "id": "1", "text": text}))
    assert one.incoming.text == kept
    assert one.incoming.text.encode("utf-8").decode("utf-8") == kept


@pytest.mark.parametrize("field", ["webhookEventId", "replyToken"])
def test_ids_can_be_stored_as_well(field):
    (one,) = read(event(**{field: "a\ud800\x00b"}))
    assert "ab" in (one.incoming.event_id, one.reply_token)


@pytest.mark.parametrize(
    ("data", "tap"),
    [
        ("c=abc&q=name&v=1&d=9", Tap("abc", "name", "1", "9")),
        ("", Tap("", "", "")),
        ("はい", Tap("", "", "")),
        ("c=a&c=b", Tap("b", "", "")),
        ("c=%E4%BA%88&q=%ff", Tap("予", "\ufffd", "")),
        ("&&;;==&", Tap("", "", "")),
        ("c=" + "x" * 5000, Tap("x" * 298, "", "")),
    ],
)
def test_any_data_of_a_button_is_read(data, tap):
    (one,) = read(event(type="postback", postback={"data": data}))
    assert one.incoming.tap == tap


# --- anything ---

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = sorted(event())


@fault("F08", injected="any JSON in the place of any value")
@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*FIELDS, "postback", "unsend"]), JSON, max_size=4))
def test_no_value_anywhere_makes_the_reader_fail(changes):
    *_, good = read(event(**changes), event())
    assert isinstance(good, Parsed)


@fault("F10", "F12", injected="any bytes as a body")
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_body_makes_the_reader_fail(body):
    with suppress(NotAWebhookError):  # the one thing it may say
        list(parse(body))


@pytest.mark.parametrize(
    ("text", "spans", "left"),
    [
        ("山田太郎です(moon wink)", [(6, 11)], "山田太郎です"),
        ("(a)はい(bb)", [(0, 3), (5, 4)], "はい"),
        ("𠮷野(ok)です", [(3, 4)], "𠮷野です"),  # LINE counts 𠮷 as two
        ("はい(ok)", [(2, -1), ("x", 4), (2, 0)], "はい(ok)"),
        ("はい", [(50, 4)], "はい"),
    ],
)
def test_emoji_of_line_are_cut_out_of_a_text(text, spans, left):
    emojis = [{"index": index, "length": length, "productId": "p", "emojiId": "e"} for index, length in spans]
    assert typed(text, [*emojis, "no emoji"]).text == left


def test_a_text_of_emoji_alone_is_a_sticker():
    assert typed("(ok)", [{"index": 0, "length": 4}]).sort is Sort.STICKER


def test_twin_without_the_cut_the_words_of_an_emoji_would_be_part_of_a_name():
    assert typed("山田太郎(moon wink)", []).text == "山田太郎(moon wink)"


def typed(text: str, emojis: list[Any]) -> Any:
    message = {"type": "text", "id": "1", "text": text, "emojis": emojis}
    source = {"type": "user", "userId": USER}
    return parse_event(
        {"type": "message", "webhookEventId": "e", "timestamp": 1, "source": source, "message": message}
    ).incoming
