import uuid

import pytest

from bot.playground.line.api.rates import Rate, RateLimits
from bot.playground.line.platform import Platform
from tests.playground.conftest import (
    GROUP,
    HANAKO,
    NOBODY,
    STRANGER,
    TARO,
    Api,
    Clock,
    ListeningBot,
    words,
)

KEY = str(uuid.uuid4())


def token_of(line: Platform) -> str:
    return str(line.say(TARO, "予約")["replyToken"])


def test_a_reply_reaches_the_talk_and_names_its_messages(line: Platform, api: Api) -> None:
    answer = api.reply(token_of(line), words("はい"), words("どうぞ"))
    assert answer.status_code == 200
    entries = line.transcript(TARO)[-2:]
    assert [entry.message["text"] for entry in entries] == ["はい", "どうぞ"]
    assert [sent["id"] for sent in answer.json["sentMessages"]] == [entry.id for entry in entries]


def test_a_reply_token_works_once(line: Platform, api: Api) -> None:
    token = token_of(line)
    api.reply(token)
    answer = api.reply(token)
    assert (answer.status_code, answer.json) == (400, {"message": "Invalid reply token"})


def test_a_refused_reply_does_not_use_up_its_token(line: Platform, api: Api) -> None:
    token = token_of(line)
    assert api.reply(token, words("")).status_code == 400
    assert api.reply(token).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(60, 200), (61, 400)])
def test_a_reply_token_works_for_a_minute(line: Platform, api: Api, clock: Clock, seconds: int, status: int) -> None:
    token = token_of(line)
    clock.advance(seconds=seconds)
    assert api.reply(token).status_code == status


@pytest.mark.parametrize(("minutes", "status"), [(20, 200), (21, 400)])
def test_a_redelivery_opens_the_token_again_up_to_20_minutes_after_the_event(
    line: Platform, api: Api, clock: Clock, minutes: int, status: int
) -> None:
    event = line.say(TARO, "予約")
    clock.advance(minutes=minutes)
    line.redeliver(event["webhookEventId"])
    assert api.reply(event["replyToken"]).status_code == status


def test_a_reply_with_a_retry_key_is_refused(line: Platform, api: Api) -> None:
    assert api.reply(token_of(line), X_Line_Retry_Key=KEY).status_code == 400


def test_a_reply_costs_no_quota(line: Platform, api: Api) -> None:
    line.quota.limit = 0
    assert api.reply(token_of(line)).status_code == 200


def test_a_push_reaches_the_talk(line: Platform, api: Api) -> None:
    answer = api.push(TARO)
    entry = line.transcript(TARO)[-1]
    assert (entry.via, entry.message["text"], entry.delivered) == ("push", "お知らせ", True)
    assert answer.json == {"sentMessages": [{"id": entry.id, "quoteToken": entry.quote_token}]}


def test_a_flex_message_has_no_quote_token(line: Platform, api: Api) -> None:
    body = {"type": "box", "layout": "vertical", "contents": []}
    flex = {"type": "flex", "altText": "x", "contents": {"type": "bubble", "body": body}}
    assert list(api.push(TARO, flex).json["sentMessages"][0]) == ["id"]


def test_the_same_retry_key_is_accepted_once(line: Platform, api: Api) -> None:
    first = api.push(TARO, X_Line_Retry_Key=KEY)
    again = api.push(TARO, X_Line_Retry_Key=KEY.upper())
    assert again.status_code == 409
    assert again.json == {"message": "The retry key is already accepted", **first.json}
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert len(line.transcript(TARO)) == 1


def test_a_retry_key_is_new_again_after_a_day(line: Platform, api: Api, clock: Clock) -> None:
    api.push(TARO, X_Line_Retry_Key=KEY)
    clock.advance(hours=24, seconds=1)
    assert api.push(TARO, X_Line_Retry_Key=KEY).status_code == 200
    assert len(line.transcript(TARO)) == 2


def test_a_retry_key_of_a_refused_push_stays_free(line: Platform, api: Api) -> None:
    api.push(TARO, words(""), X_Line_Retry_Key=KEY)
    assert api.push(TARO, X_Line_Retry_Key=KEY).status_code == 200


def test_a_retry_key_that_is_no_uuid_is_refused(line: Platform, api: Api) -> None:
    assert api.push(TARO, X_Line_Retry_Key="booking-7").status_code == 400


def test_a_push_to_an_id_that_nobody_has_fails(line: Platform, api: Api) -> None:
    answer = api.push(NOBODY)
    assert (answer.status_code, answer.json) == (400, {"message": "Failed to send messages"})


def test_a_push_to_something_that_is_no_id_is_invalid(line: Platform, api: Api) -> None:
    answer = api.push("taro")
    assert answer.json["message"].startswith("The property, 'to', in the request body is invalid")


def test_a_push_to_who_blocks_is_accepted_but_not_delivered_nor_counted(line: Platform, api: Api) -> None:
    line.block(TARO)
    assert api.push(TARO).status_code == 200
    assert [entry.delivered for entry in line.transcript(TARO)] == [False]
    assert api("GET", "/message/quota/consumption").json == {"totalUsage": 0}


@pytest.mark.parametrize(("days", "delivered"), [(7, True), (8, False)])
def test_who_is_no_friend_hears_a_push_for_7_days_after_writing(
    line: Platform, api: Api, clock: Clock, days: int, delivered: bool
) -> None:
    line.add_stranger(STRANGER)
    line.say(STRANGER, "予約")
    clock.advance(days=days)
    assert api.push(STRANGER).status_code == 200
    assert line.transcript(STRANGER)[-1].delivered is delivered


def test_a_multicast_passes_over_ids_that_nobody_has(line: Platform, api: Api) -> None:
    line.add_friend(HANAKO)
    answer = api("POST", "/message/multicast", {"to": [TARO, NOBODY, HANAKO], "messages": [words("皆さま")]})
    assert (answer.status_code, answer.json) == (200, {})
    assert line.transcript(TARO)[-1].message == line.transcript(HANAKO)[-1].message == words("皆さま")


def test_a_multicast_names_a_malformed_id(line: Platform, api: Api) -> None:
    answer = api("POST", "/message/multicast", {"to": [TARO, "x"], "messages": [words("皆さま")]})
    assert answer.status_code == 400
    assert "'to[1]'" in answer.json["message"]


def test_a_multicast_takes_a_retry_key_too(line: Platform, api: Api) -> None:
    body = {"to": [TARO], "messages": [words("皆さま")]}
    api("POST", "/message/multicast", body, X_Line_Retry_Key=KEY)
    again = api("POST", "/message/multicast", body, X_Line_Retry_Key=KEY)
    assert (again.status_code, "sentMessages" in again.json) == (409, False)


def test_the_quota_counts_recipients_and_not_messages(line: Platform, api: Api) -> None:
    line.groups.create("窓口", (TARO, line.add_stranger(), line.add_stranger()), GROUP)
    api.push(GROUP, *[words("予約が1件")] * 4)
    api.push(TARO, *[words("お知らせ")] * 5)
    assert api("GET", "/message/quota/consumption").json == {"totalUsage": 4}


def test_a_push_over_the_monthly_limit_is_refused_until_the_month_is_over(
    line: Platform, api: Api, clock: Clock
) -> None:
    line.quota.limit = 1
    assert [api.push(TARO).status_code for _ in range(2)] == [200, 429]
    assert api.push(TARO).json == {"message": "You have reached your monthly limit."}
    clock.advance(days=31)
    assert api.push(TARO).status_code == 200


def test_messages_reserved_by_another_delivery_count_until_they_are_given_back(line: Platform, api: Api) -> None:
    line.quota.limit, line.quota.reserved = 10, 10
    assert api.push(TARO).status_code == 429
    line.quota.reserved = 0
    assert api.push(TARO).status_code == 200


def test_the_quota_is_shown(line: Platform, api: Api) -> None:
    assert api("GET", "/message/quota").json == {"type": "none"}
    line.quota.limit = 200
    assert api("GET", "/message/quota").json == {"type": "limited", "value": 200}


def test_a_wrong_token_is_refused(line: Platform, api: Api) -> None:
    answer = api.push(TARO, Authorization="Bearer other")
    assert answer.status_code == 401
    assert answer.json["message"].startswith("Authentication failed.")


def test_every_answer_has_a_request_id(line: Platform, api: Api) -> None:
    answers = [api.push(TARO), api.push(NOBODY), api("GET", "/nowhere"), api.push(TARO, Authorization="")]
    assert len({answer.headers["x-line-request-id"] for answer in answers}) == 4


def test_a_body_over_2_mb_is_too_large(line: Platform, api: Api) -> None:
    assert api.push(TARO, words("あ" * 2_000_000)).status_code == 413


def test_a_body_that_is_no_json_is_refused(line: Platform, api: Api) -> None:
    headers = {"Authorization": "Bearer an-access-token"}
    posted = api.client.post("/v2/bot/message/push", data=b"{", content_type="application/json", headers=headers)
    assert posted.status_code == 400
    assert api.client.post("/v2/bot/message/push", data=b"x", headers=headers).status_code == 415


def test_a_rate_limit_empties_and_fills_with_the_clock(clock: Clock) -> None:
    limits = RateLimits({"push": Rate(2, 10)})
    assert [limits.allow("push", clock.now) for _ in range(3)] == [True, True, False]
    clock.advance(seconds=5)
    assert [limits.allow("push", clock.now) for _ in range(2)] == [True, False]
    clock.advance(hours=-1)
    assert not limits.allow("push", clock.now)


def test_calls_over_the_rate_limit_are_refused(line: Platform, api: Api) -> None:
    answers = [api("GET", "/richmenu/list").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    assert api("GET", "/richmenu/list").json == {"message": "The API rate limit has been exceeded. Try again later."}


def test_only_friends_who_do_not_block_have_a_profile(line: Platform, api: Api) -> None:
    assert api("GET", f"/profile/{TARO}").json["displayName"] == "山田 太郎"
    line.block(TARO)
    line.add_stranger(STRANGER)
    for user_id in (TARO, STRANGER, NOBODY):
        assert api("GET", f"/profile/{user_id}").status_code == 404


def test_the_bot_learns_about_itself(line: Platform, api: Api) -> None:
    info = api("GET", "/info").json
    assert (info["userId"], info["chatMode"], info["markAsReadMode"]) == (line.account.user_id, "bot", "auto")


def test_the_loading_animation_lasts_until_the_next_message(line: Platform, api: Api, clock: Clock) -> None:
    answer = api("POST", "/chat/loading/start", {"chatId": TARO, "loadingSeconds": 5})
    assert (answer.status_code, answer.json) == (202, {})
    assert line.world.people[TARO].loading_until is not None
    api.push(TARO)
    assert line.world.people[TARO].loading_until is None


@pytest.mark.parametrize("seconds", [0, 4, 7, 65])
def test_the_loading_animation_takes_5_to_60_seconds_in_steps_of_5(line: Platform, api: Api, seconds: int) -> None:
    answer = api("POST", "/chat/loading/start", {"chatId": TARO, "loadingSeconds": seconds})
    assert answer.status_code == 400


def test_groups_are_counted_and_named(line: Platform, api: Api) -> None:
    line.groups.create("窓口", (TARO,), GROUP)
    assert api("GET", f"/group/{GROUP}/summary").json["groupName"] == "窓口"
    assert api("GET", f"/group/{GROUP}/members/count").json == {"count": 1}


def test_a_group_that_the_bot_left_gets_no_push(line: Platform, api: Api) -> None:
    line.groups.create("窓口", (TARO,), GROUP)
    line.groups.remove_bot(GROUP)
    assert api.push(GROUP).json == {"message": "Failed to send messages"}


def test_the_webhook_address_can_be_set_and_tried(line: Platform, api: Api, bot: ListeningBot) -> None:
    api("PUT", "/channel/webhook/endpoint", {"endpoint": "https://bot.example/line/webhook"})
    shown = api("GET", "/channel/webhook/endpoint").json
    assert shown == {"endpoint": "https://bot.example/line/webhook", "active": True}
    assert api("POST", "/channel/webhook/test", {}).json["success"] is True
    assert bot.received[-1]["events"] == []


def test_a_message_is_marked_as_read_by_its_token(line: Platform, api: Api) -> None:
    token = line.say(TARO, "予約")["message"]["markAsReadToken"]
    assert api("POST", "/chat/markAsRead", {"markAsReadToken": token}).status_code == 200
    assert line.transcript(TARO)[-1].read
    assert api("POST", "/chat/markAsRead", {"markAsReadToken": "other"}).status_code == 400


def test_an_unsent_picture_is_gone(line: Platform, api: Api) -> None:
    picture = line.image(TARO)["message"]["id"]
    assert api("GET", f"/message/{picture}/content").content_type == "image/png"
    line.unsend(TARO, picture)
    assert api("GET", f"/message/{picture}/content").status_code == 410
