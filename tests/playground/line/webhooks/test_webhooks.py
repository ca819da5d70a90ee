import json
import re
import threading
from datetime import timedelta

import pytest

from bot.playground.line.people.world import ActRefusedError
from bot.playground.line.platform import Platform
from bot.playground.line.webhooks.records import Redelivery
from bot.playground.line.webhooks.signing import sign
from tests.playground.conftest import GROUP, HANAKO, SECRET, TARO, TOKEN, Api, Clock, ListeningBot

ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


def test_the_signature_is_the_one_of_lines_own_example() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    assert sign("8c570fa6dd201bb328f1c1eac23a96d8", body) == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_each_webhook_is_signed_over_its_raw_body(line: Platform, bot: ListeningBot) -> None:
    line.say(TARO, "予約😀")
    assert bot.headers[-1]["x-line-signature"] == sign(SECRET, bot.bodies[-1])


def test_a_text_arrives_as_a_message_event(line: Platform, bot: ListeningBot, clock: Clock) -> None:
    line.say(TARO, "予約")
    event = bot.events[-1]
    assert (event["type"], event["mode"], event["source"]) == (
        "message",
        "active",
        {"type": "user", "userId": TARO},
    )
    assert event["timestamp"] == int(clock.now.timestamp() * 1000)
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert ULID.fullmatch(event["webhookEventId"])
    assert event["message"]["text"] == "予約"
    assert event["message"]["id"].isdigit()
    assert event["message"]["quoteToken"]
    assert event["replyToken"]


def test_the_webhook_names_the_bot_as_its_destination(line: Platform, bot: ListeningBot) -> None:
    line.say(TARO, "予約")
    assert bot.received[-1]["destination"] == line.account.user_id


def test_a_new_friend_is_a_follow_event(line: Platform, bot: ListeningBot) -> None:
    event = line.add_friend(HANAKO, "花子")
    assert bot.events[-1] == event
    assert (event["type"], event["follow"]) == ("follow", {"isUnblocked": False})


def test_blocking_is_an_unfollow_event_without_reply_token(line: Platform) -> None:
    event = line.block(TARO)
    assert event["type"] == "unfollow"
    assert "replyToken" not in event


def test_unblocking_is_a_follow_event_that_says_so(line: Platform) -> None:
    line.block(TARO)
    assert line.unblock(TARO)["follow"] == {"isUnblocked": True}


def test_who_blocks_the_bot_cannot_write_to_it(line: Platform) -> None:
    line.block(TARO)
    with pytest.raises(ActRefusedError):
        line.say(TARO, "予約")


def test_an_unsent_message_is_named_and_gone_from_the_talk(line: Platform) -> None:
    said = line.say(TARO, "まちがい")
    event = line.unsend(TARO, said["message"]["id"])
    assert event["unsend"] == {"messageId": said["message"]["id"]}
    assert "replyToken" not in event
    assert line.transcript(TARO)[-1].message == {"type": "unsent"}


def test_stickers_and_pictures_are_message_events(line: Platform, bot: ListeningBot) -> None:
    line.sticker(TARO)
    line.image(TARO)
    assert [event["message"]["type"] for event in bot.events[-2:]] == ["sticker", "image"]


def test_a_batch_is_one_webhook_with_the_events_of_several_people(line: Platform, bot: ListeningBot) -> None:
    line.add_friend(HANAKO)
    with line.batch():
        line.say(TARO, "一")
        line.say(HANAKO, "二")
    sources = [event["source"]["userId"] for event in bot.received[-1]["events"]]
    assert sources == [TARO, HANAKO]


def test_an_event_can_be_injected_as_it_is(line: Platform, bot: ListeningBot) -> None:
    odd = {"type": "telepathy", "source": {"type": "user", "userId": TARO}, "webhookEventId": "X"}
    line.inject(odd)
    assert bot.events[-1] == odd


def test_a_raw_body_can_carry_a_wrong_signature(line: Platform, bot: ListeningBot) -> None:
    line.post_raw(b'{"events":[]}', signature="wrong")
    assert bot.headers[-1]["x-line-signature"] == "wrong"


def test_nothing_is_redelivered_unless_it_is_switched_on(line: Platform, bot: ListeningBot) -> None:
    bot.statuses = [500]
    line.say(TARO, "予約")
    assert len(bot.events) == 2


def test_a_redelivery_is_the_same_event_marked_as_such(line: Platform, bot: ListeningBot) -> None:
    line.postman.redelivery = Redelivery(tries=3)
    bot.statuses = [500, None]
    first = line.say(TARO, "予約")
    assert bot.events[-2:] == [{**first, "deliveryContext": {"isRedelivery": True}}] * 2


def test_redelivery_gives_up_after_its_tries(line: Platform, bot: ListeningBot) -> None:
    line.postman.redelivery = Redelivery(tries=2)
    bot.statuses = [500] * 9
    line.say(TARO, "予約")
    assert len(bot.events) == 1 + 3


@pytest.mark.parametrize("as_redelivery", [True, False])
def test_an_event_can_be_sent_again_on_demand(line: Platform, bot: ListeningBot, as_redelivery: bool) -> None:
    event = line.say(TARO, "予約")
    assert line.redeliver(event["webhookEventId"], as_redelivery=as_redelivery)
    assert bot.events[-1]["webhookEventId"] == event["webhookEventId"]
    assert bot.events[-1]["deliveryContext"] == {"isRedelivery": as_redelivery}


def test_no_answer_in_time_counts_as_a_timeout(line: Platform, bot: ListeningBot) -> None:
    bot.statuses = [None]
    line.say(TARO, "予約")
    assert line.courier.log[-1].reason == "request_timeout"
    assert line.courier.statistics == {"success": 1, "request_timeout": 1}


def test_a_webhook_can_come_twice(line: Platform, bot: ListeningBot) -> None:
    line.faults.add("webhook_twice")
    line.say(TARO, "予約")
    assert bot.events[-1] == bot.events[-2]


def test_webhooks_can_come_out_of_order(line: Platform, bot: ListeningBot) -> None:
    line.faults.add("webhook_out_of_order", times=2)
    line.say(TARO, "一")
    line.say(TARO, "二")
    assert [event["message"]["text"] for event in bot.events[-2:]] == ["二", "一"]


def test_a_webhook_can_be_lost(line: Platform, bot: ListeningBot) -> None:
    line.faults.add("webhook_lost")
    line.say(TARO, "予約")
    assert len(bot.events) == 1


def test_a_webhook_can_be_late(line: Platform, bot: ListeningBot) -> None:
    line.faults.add("webhook_late", seconds=0.05)
    line.say(TARO, "一")
    line.say(TARO, "二")
    assert line.settle(60)
    assert [event["message"]["text"] for event in bot.events[-2:]] == ["二", "一"]


def test_in_the_background_one_talk_keeps_its_order_and_others_do_not_wait(clock: Clock) -> None:
    meeting = threading.Barrier(2, timeout=60)
    bot = ListeningBot()
    bot.on_event = lambda event: event["type"] == "message" and event["message"]["text"] == "一" and meeting.wait()
    line = Platform(channel_secret=SECRET, access_tokens=[TOKEN], clock=clock, deliver=bot)
    line.add_friend(TARO)
    line.add_friend(HANAKO)
    for text in ("一", "二", "三"):
        line.say(TARO, text)
        line.say(HANAKO, text)
    assert line.settle(60)
    line.stop()
    said = [
        event["message"]["text"] for event in bot.events if event["source"]["userId"] == TARO and "message" in event
    ]
    assert said == ["一", "二", "三"]


def test_a_message_in_a_group_says_who_wrote_it(line: Platform, bot: ListeningBot) -> None:
    line.groups.create("窓口", (TARO,), GROUP)
    line.say(TARO, "おはよう", GROUP)
    assert bot.events[-1]["source"] == {"type": "group", "groupId": GROUP, "userId": TARO}


def test_a_postback_in_a_group_does_not_say_who_tapped(line: Platform, bot: ListeningBot) -> None:
    line.groups.create("窓口", (TARO,), GROUP)
    line.tap(TARO, {"type": "postback", "data": "ok"}, group_id=GROUP)
    assert bot.events[-1]["source"] == {"type": "group", "groupId": GROUP}


def test_a_bot_that_answers_inside_its_webhook_is_heard(line: Platform, bot: ListeningBot, api: Api) -> None:
    bot.on_event = lambda event: api.reply(event["replyToken"])
    line.say(TARO, "予約")
    assert line.transcript(TARO)[-1].message["text"] == "はい"


def test_the_log_tells_what_was_posted(line: Platform) -> None:
    event = line.say(TARO, "予約")
    posting = line.courier.log[-1]
    assert (posting.status, posting.event_ids) == (200, (event["webhookEventId"],))
    assert json.loads(posting.body)["events"] == [event]


def test_an_event_keeps_its_time_when_it_is_redelivered(line: Platform, bot: ListeningBot, clock: Clock) -> None:
    event = line.say(TARO, "予約")
    clock.now += timedelta(minutes=10)
    line.redeliver(event["webhookEventId"])
    assert bot.events[-1]["timestamp"] == event["timestamp"]
