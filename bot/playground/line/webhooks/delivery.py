"""From a person's act to the bot's door: happenings, postman and courier put together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.playground.faults import Faults
from bot.playground.line.api.reply_tokens import ReplyTokens
from bot.playground.line.people.account import Account
from bot.playground.line.people.world import World
from bot.playground.line.webhooks.happenings import Happenings
from bot.playground.line.webhooks.lanes import Lanes
from bot.playground.line.webhooks.posting import Courier
from bot.playground.line.webhooks.sending import Postman
from bot.playground.line.webhooks.transport import Deliver, HttpTransport


@dataclass(frozen=True, slots=True)
class Mail:
    courier: Courier
    postman: Postman
    happenings: Happenings
    http: HttpTransport | None

    def stop(self) -> None:
        self.postman.lanes.stop()
        if self.http:
            self.http.close()


def open_mail(
    channel_secret: str,
    account: Account,
    deliver: Deliver | None,
    clock: Callable[[], datetime],
    world: World,
    tokens: ReplyTokens,
    faults: Faults,
    *,
    deliver_now: bool,
) -> Mail:
    http = None if deliver else HttpTransport(lambda: account.webhook_url)
    courier = Courier(
        channel_secret=channel_secret,
        destination=account.user_id,
        deliver=deliver or http or _nowhere,
        clock=clock,
        world=world,
        tokens=tokens,
    )
    postman = Postman(courier, faults, Lanes(now=deliver_now))
    return Mail(courier, postman, Happenings(world, tokens, postman, clock), http)


def _nowhere(_body: bytes, _headers: object) -> None:
    return None
