"""What is said about the waiting list outside its flow: the state, an offer and the answers to it, leaving."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.booking.model import Consent
from bot.booking.office import Office
from bot.booking.schedule.opening import DAY, TOKYO, bookable_starts, open_days_from, today
from bot.booking.waitlist import MOST_OFFERS, Part, WaitingWish, WishState, ended, let_go, wants
from bot.dialogue.common_buttons import BOOK, PHONE, STATUS, terms_buttons
from bot.dialogue.conversation import Conversation
from bot.dialogue.daily_limits import day_spent_say
from bot.dialogue.incoming import Incoming, Tap
from bot.dialogue.outside_flows.booking_card import booking_card, day_and_hours
from bot.dialogue.outside_flows.refusal import refused_say
from bot.dialogue.requested_booking import request_at
from bot.dialogue.turn import ChangeWish, Facts, Option, Say, Send, TakePlace, Turn
from bot.dialogue.words import Said, Words
from bot.dialogue.words.dates import say_day, say_time

OFFER = "waiting"  # names the buttons of an offer in place of a conversation: they come by push, at any time
LEAVE = Option("wait.option.leave", Send("待つのをやめる"))
AGAIN = Option("wait.option.again", Send("キャンセル待ち"))


def say_days(days: Sequence[date], office: Office) -> Said:
    """Say days in words, those that follow one another on open days as from and to."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and next(open_days_from(office, runs[-1][-1] + DAY), None) == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return Said.joined((_from_to(run[0], run[-1]) for run in runs), "、")


def _from_to(first: date, last: date) -> Said:
    start, end = say_day(first), say_day(last)
    return start if first == last else Said(f"{start}～{end}", f"{start.easy}から{end.easy}まで")


def say_parts(parts: Sequence[Part], words: Words) -> str:
    """Say the parts of a day."""
    return words(f"wait.parts.option.{parts[0].value if len(parts) == 1 else 'any'}")


def status(wish: WaitingWish, facts: Facts) -> tuple[Say, ...]:
    """Tell what somebody waits for, and the offer that is out."""
    if wish.offered and wish.until and facts.now < wish.until:
        return (offer_say(wish, wish.consent.sha256, facts.office),)
    return (waits_for("wait.status", wish, facts, (BOOK, LEAVE, PHONE)),)


def still_waits(facts: Facts, *, none_free: bool = False) -> tuple[Say, ...]:
    """Tell who waits, and speaks of other days, for which he does, and how he comes to wait for others."""
    if not facts.wish:
        return ()
    told = waits_for("wait.other_days", facts.wish, facts, (BOOK, LEAVE, PHONE))
    return (replace(told, before=Say("wait.none_free")) if none_free else told,)


def waits_for(key: str, wish: WaitingWish, facts: Facts, options: tuple[Option, ...]) -> Say:
    """Say for which days and parts of them somebody waits, and whether for the own counsellor alone."""
    words = facts.words
    whom = words("wait.with_own") if wish.counsellor else ""
    values = {"days": say_days(wish.days, facts.office), "parts": say_parts(wish.parts, words), "whom": whom}
    return Say(key, values, options)


def offer_say(wish: WaitingWish, sha256: str, office: Office) -> Say:
    """Give the message that offers a held place; `sha256` names the terms that applying agrees to."""
    if not (wish.offered and wish.until):
        raise ValueError("no offer")
    take = Option("wait.option.take", Tap(OFFER, "offer", f"take:{wish.version}", sha256[:12]))
    decline = Option("wait.option.decline", Tap(OFFER, "offer", f"decline:{wish.version}"))
    until = wish.until.astimezone(TOKYO)
    end = wish.offered + timedelta(minutes=office.minutes)
    values = {**day_and_hours(wish.offered, end), "until": say_time(until.time())}
    key = "wait.offer_own" if wish.counsellor else "wait.offer"
    if not wants(wish.days, wish.parts, wish.offered):
        key += "_other"
    return Say(key, values, (take, decline), look="booking", stage="place")


def ended_say(wish: WaitingWish) -> Say:
    """Tell that waiting has ended without a booking."""
    return Say(f"wait.ended.{wish.state.value}", {"count": str(MOST_OFFERS)}, (BOOK, AGAIN, PHONE))


def answer(conversation: Conversation, incoming: Incoming, facts: Facts, value: str, digest: str = "") -> Turn:
    """Take "take" or "decline", with the version of the offer when it comes by button."""
    wish, (wanted, _, version) = facts.wish, value.partition(":")
    if not wish or not wish.offered or not wish.until or facts.now >= wish.until:
        return _over(conversation, wish)
    if wanted not in ("take", "decline") or (version and version != str(wish.version)):
        return _over(conversation, wish)
    if wanted == "take" and wish.offered not in bookable_starts(facts.office, facts.now):
        return _over(conversation, wish)
    if wanted == "take":
        return _take(conversation, incoming, facts, wish, digest or wish.consent.sha256[:12])
    gone = let_go(wish)
    settled = conversation.settled_at(incoming.at)
    told = Say("wait.declined", options=(BOOK, LEAVE)) if gone.is_live else ended_say(gone)
    return Turn(settled, (told,), ChangeWish(gone, "offer_declined"))


def _over(conversation: Conversation, wish: WaitingWish | None) -> Turn:
    if wish:
        return Turn(conversation, (Say("wait.offer_over", options=(STATUS, BOOK, LEAVE)),))
    return Turn(conversation, (Say("wait.not_waiting", options=(BOOK, STATUS, PHONE)),))


def _take(conversation: Conversation, incoming: Incoming, facts: Facts, wish: WaitingWish, digest: str) -> Turn:
    terms = facts.terms
    if facts.refused:
        return Turn(conversation, (refused_say(facts),))
    if digest != terms.sha256[:12]:
        return Turn(conversation, (_new_terms(wish, facts),))
    if facts.number_taken or facts.numbers_spent:
        key = "book.number_locked" if facts.numbers_spent else "book.number_taken"
        return Turn(conversation, (Say(key, options=(PHONE,), look="card"),))
    if today(wish.offered or facts.now) in facts.withheld:
        return Turn(conversation, (Say("wait.withheld", options=(BOOK, LEAVE, PHONE)),))
    if facts.day_spent:
        return Turn(conversation, (day_spent_say("book", facts),))
    agreed = wish.consent.sha256 == terms.sha256
    consent = wish.consent if agreed else Consent(terms.version, terms.sha256, incoming.at, incoming.event_id)
    start: datetime = (wish.offered or facts.now).astimezone(TOKYO)
    booking = request_at(start, wish.answers, consent, facts)
    receipt = booking_card("book.receipt", "requested", booking, facts.office, facts.now)
    closed = conversation.closed().settled_at(incoming.at)
    effect = TakePlace(booking, ended(wish, WishState.BOOKED))
    return Turn(closed, (receipt,), effect)


def _new_terms(wish: WaitingWish, facts: Facts) -> Say:
    """Ask to agree to terms that changed while somebody waited."""
    tap = Tap(OFFER, "offer", f"take:{wish.version}", facts.terms.sha256[:12])
    options = (Option("wait.option.agree", tap), *terms_buttons(facts))
    return Say("wait.new_terms", options=options, look="card")


def leave(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Take somebody off the list, with all that was kept."""
    if not facts.wish:
        return _over(conversation, None)
    effect = ChangeWish(ended(facts.wish, WishState.WITHDRAWN), "waiting_withdrawn")
    settled = replace(conversation.settled_at(incoming.at))
    return Turn(settled, (Say("wait.left", options=(BOOK, AGAIN, PHONE)),), effect)
