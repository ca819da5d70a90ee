"""The local LINE as LINE's own SDK sees it."""

import uuid
import warnings
from collections.abc import Iterator

import pytest
import urllib3

from bot.playground.line.platform import Platform
from bot.playground.line.server import run_in_thread
from tests.playground.conftest import NOBODY, TARO, TOKEN
from tests.playground.line.api.rich_menus import menu, png

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from linebot.v3 import messaging as sdk
    from linebot.v3.messaging.exceptions import NotFoundException, UnauthorizedException

KEY = str(uuid.uuid4())
TIMEOUT = {"_request_timeout": (2, 2)}


@pytest.fixture
def client(line: Platform) -> Iterator[sdk.ApiClient]:
    url, stop = run_in_thread(line)
    configuration = sdk.Configuration(access_token=TOKEN, host=url)
    configuration.retries = urllib3.Retry(0)
    client = sdk.ApiClient(configuration)
    yield client
    client.rest_client.pool_manager.clear()
    stop()


@pytest.fixture
def messaging(client: sdk.ApiClient) -> sdk.MessagingApi:
    return sdk.MessagingApi(client)


def push(messaging: sdk.MessagingApi, *messages: sdk.Message, to: str = TARO, key: str | None = None) -> object:
    said = list(messages) or [sdk.TextMessage(text="お知らせ")]
    request = sdk.PushMessageRequest(to=to, messages=said)
    return messaging.push_message(request, x_line_retry_key=key, **TIMEOUT)


def test_it_replies_once(line: Platform, messaging: sdk.MessagingApi) -> None:
    token = line.say(TARO, "予約")["replyToken"]
    request = sdk.ReplyMessageRequest(replyToken=token, messages=[sdk.TextMessage(text="はい")])
    answer = messaging.reply_message(request, **TIMEOUT)
    assert answer.sent_messages[0].id == line.transcript(TARO)[-1].id
    with pytest.raises(sdk.ApiException, match="Invalid reply token") as refused:
        messaging.reply_message(request, **TIMEOUT)
    assert refused.value.status == 400


def test_it_pushes_and_is_told_of_an_accepted_retry(line: Platform, messaging: sdk.MessagingApi) -> None:
    sent = push(messaging, key=KEY).sent_messages[0]
    with pytest.raises(sdk.ApiException) as conflict:
        push(messaging, key=KEY)
    assert conflict.value.status == 409
    assert conflict.value.headers["x-line-accepted-request-id"]
    assert sent.id in conflict.value.body


def test_a_push_that_was_accepted_without_an_answer_is_retried_safely(
    line: Platform, messaging: sdk.MessagingApi
) -> None:
    line.faults.add("accept_and_drop")
    with pytest.raises(urllib3.exceptions.HTTPError):
        push(messaging, key=KEY)
    with pytest.raises(sdk.ApiException, match="already accepted"):
        push(messaging, key=KEY)
    assert len(line.transcript(TARO)) == 1


def test_a_call_that_hangs_runs_into_the_clients_timeout(line: Platform, messaging: sdk.MessagingApi) -> None:
    line.faults.add("hang", seconds=30)
    request = sdk.PushMessageRequest(to=TARO, messages=[sdk.TextMessage(text="お知らせ")])
    with pytest.raises(urllib3.exceptions.TimeoutError):
        messaging.push_message(request, _request_timeout=(1, 0.1))


def test_it_learns_which_limit_a_message_breaks(line: Platform, messaging: sdk.MessagingApi) -> None:
    with pytest.raises(sdk.ApiException, match=r"messages\[0\]\.text"):
        push(messaging, sdk.TextMessage(text="あ" * 5001))


def test_it_sends_quick_replies(line: Platform, messaging: sdk.MessagingApi) -> None:
    action = sdk.PostbackAction(label="はい", data="yes", displayText="はい")
    quick = sdk.QuickReply(items=[sdk.QuickReplyItem(action=action)])
    push(messaging, sdk.TextMessage(text="よいですか", quickReply=quick))
    event = line.tap(TARO, "はい")
    assert event
    assert event["postback"]["data"] == "yes"


def test_it_sends_flex_and_template_messages(line: Platform, messaging: sdk.MessagingApi) -> None:
    button = sdk.FlexButton(action=sdk.URIAction(label="開く", uri="https://example.com"), style="primary")
    body = sdk.FlexBox(layout="vertical", contents=[sdk.FlexText(text="予約", weight="bold"), button])
    flex = sdk.FlexMessage(altText="予約", contents=sdk.FlexBubble(body=body))
    yes, no = (sdk.MessageAction(label=each, text=each) for each in ("はい", "いいえ"))
    ask = sdk.TemplateMessage(altText="よいですか", template=sdk.ConfirmTemplate(text="よいですか", actions=[yes, no]))
    push(messaging, flex, ask)
    assert [entry.message["type"] for entry in line.transcript(TARO)] == ["flex", "template"]


def test_it_shows_the_loading_animation(line: Platform, messaging: sdk.MessagingApi) -> None:
    messaging.show_loading_animation(sdk.ShowLoadingAnimationRequest(chatId=TARO, loadingSeconds=5), **TIMEOUT)
    assert line.world.people[TARO].loading_until


def test_it_validates_messages(line: Platform, messaging: sdk.MessagingApi) -> None:
    messages = [sdk.TextMessage(text="はい")]
    messaging.validate_push(sdk.ValidateMessageRequest(messages=messages), **TIMEOUT)
    messages = [sdk.TextMessage(text="")]
    with pytest.raises(sdk.ApiException, match="May not be empty"):
        messaging.validate_reply(sdk.ValidateMessageRequest(messages=messages), **TIMEOUT)


def test_it_publishes_a_rich_menu(line: Platform, client: sdk.ApiClient, messaging: sdk.MessagingApi) -> None:
    menu_id = messaging.create_rich_menu(sdk.RichMenuRequest.from_dict(menu()), **TIMEOUT).rich_menu_id
    blob = sdk.MessagingApiBlob(client)
    blob.set_rich_menu_image(menu_id, body=png(), _headers={"Content-Type": "image/png"}, **TIMEOUT)
    messaging.set_default_rich_menu(menu_id, **TIMEOUT)
    assert messaging.get_rich_menu_list(**TIMEOUT).richmenus[0].name == "main"
    assert blob.get_rich_menu_image(menu_id, **TIMEOUT) == png()
    shown = line.menus.shown_to(TARO)
    assert shown
    assert shown["richMenuId"] == menu_id


def test_it_asks_about_people_the_bot_and_the_quota(line: Platform, messaging: sdk.MessagingApi) -> None:
    assert messaging.get_profile(TARO, **TIMEOUT).display_name == "山田 太郎"
    assert messaging.get_bot_info(**TIMEOUT).chat_mode == "bot"
    assert messaging.get_message_quota_consumption(**TIMEOUT).total_usage == 0
    with pytest.raises(NotFoundException):
        messaging.get_profile(NOBODY, **TIMEOUT)


def test_a_wrong_token_is_told_apart(line: Platform, messaging: sdk.MessagingApi) -> None:
    messaging.api_client.configuration.access_token = "old"
    with pytest.raises(UnauthorizedException):
        push(messaging)


def test_it_sets_and_tries_the_webhook(line: Platform, messaging: sdk.MessagingApi) -> None:
    request = sdk.SetWebhookEndpointRequest(endpoint="https://bot.example/line/webhook")
    messaging.set_webhook_endpoint(request, **TIMEOUT)
    assert messaging.get_webhook_endpoint(**TIMEOUT).endpoint == "https://bot.example/line/webhook"
    assert messaging.test_webhook_endpoint(**TIMEOUT).success
