"""A time that is named: a flow that was just begun keeps it, and who asks whether that is his time reads when it is."""

import re
from dataclasses import replace

from bot.booking.model import State
from bot.booking.schedule.opening import TOKYO
from bot.dialogue.common_buttons import PHONE, STATUS, call_button
from bot.dialogue.events.answer import answered
from bot.dialogue.events.open_question import open_flow
from bot.dialogue.flows.book import DAY
from bot.dialogue.outside_flows.answers import answer_to, still_possible
from bot.dialogue.outside_flows.booking_card import named
from bot.dialogue.questions.kinds import Again, Filled, Result, Seen
from bot.dialogue.questions.offered_days import offered
from bot.dialogue.questions.offered_times import days_beside, is_named_by
from bot.dialogue.questions.when_said.days_said import said_of_days, time_alone
from bot.dialogue.questions.when_said.from_what_stands import from_the_booking, on_its_way
from bot.dialogue.questions.when_said.in_place_of import without_the_former
from bot.dialogue.questions.when_said.shifted_time import shifted
from bot.dialogue.questions.when_said.when_in_words import last_said, read_day_and_time
from bot.dialogue.questions.when_said.written_in_dates import written_in_dates
from bot.dialogue.turn import Facts, Say, Turn
from bot.dialogue.understanding.shifts import ONLY_THE_TIME, plain

ALL_BUT = re.compile("以外|いがい")
THE_SAME_DAY = re.compile(r"同じ日|おなじ日|同日|(?:時間|時刻)だけ|日(?:にち|付)?は(?:その|この)まま")
# Who believes to know when it is, and wants to be sure.
TO_BE_SURE = (
    r"(?:から|の(?:予約|相談|面談|約束))?(?:の?はず)?(?:ですよね|でしたよね|だよね|だったよね|でしたっけ|ですっけ|だっけ|だったっけ"
    r"|で(?:合|あ)って(?:い)?ます(?:か|よね)|で(?:大丈夫|だいじょうぶ|いい|良い|よろしい|ok)(?:です)?よね|で(?:間違い|まちがい)(?:ない|ありません)(?:です)?(?:か|よね))[。！!？?\s]*$"
)
# Who believes that something was changed already, perhaps on the telephone.
BELIEVES_CHANGED = re.compile(
    r"(?:変更|変え|かえ|ずら|取り?消|キャンセル)[^、。]{0,6}(?:た(?:はず|つもり)|反映)"
    r"|(?:変更|変え|かえ|ずら|延ば|取り?消|キャンセル)し?て、?(?:もら(?:った|いました|って(?:い?ます|る))|いただ(?:いた|きました)|くれ(?:た|ました))(?!い|ら|く)|(?:変更|変え)[^、。]{0,10}変わって(?:い)?(?:な|ませ|ます)"
)
IS_NEW = re.compile(r"つもりは|つもりが(?:な|あり)|つもりで(?:す|は)")
OF_THE_OFFICE = re.compile(
    r"電話|窓口|受付|受け付け|営業|開(?:い|き|く|庁)|閉(?:ま|め|じ)|そちら|ハローワーク|職員|昼休み|予約の受"
)
OFFICE_OPENS = re.compile(r"(?:は|って|の時間は|も)[^、。]{0,14}(?:から|まで|時|分)")


def as_it_stands(text: str, facts: Facts) -> Say | None:
    """Say when it is to who believes that it was changed or cancelled already; None for anything else."""
    booking = facts.booking
    if not booking or booking.state not in (State.REQUESTED, State.CONFIRMED):
        return None
    if not BELIEVES_CHANGED.search(text) or IS_NEW.search(text):
        return None
    return Say(
        "lobby.as_it_stands", named(booking, facts.words), (STATUS, call_button(facts.office), *still_possible(facts))
    )


def whether_then(text: str, facts: Facts) -> Say | None:
    """Say whether it is at the time that somebody names to be sure of it, and when it is; None for anything else."""
    booking, named_last = facts.booking, said_of_days(text, facts).get("when", "").split("、")[-1]
    if not booking or booking.state not in (State.REQUESTED, State.CONFIRMED) or not named_last:
        return None
    if not re.search(re.escape(named_last) + rf"(?:まで)?{TO_BE_SURE}", text):
        return None
    if OF_THE_OFFICE.search(text) and OFFICE_OPENS.search(text):
        return answer_to("hours", facts)
    key = "lobby.it_is_then" if is_named_by(named_last, booking.start, facts) else "lobby.it_is_not_then"
    return Say(key, named(booking, facts.words), (STATUS, *still_possible(facts), PHONE))


def with_the_time(seen: Seen, turn: Turn, when: str) -> Turn:
    """Let a flow that was just begun keep the day and time that were named."""
    begun = replace(seen, conversation=turn.conversation)
    flow = open_flow(begun)
    if not flow or not {"day", "time"} <= {one.name for one in flow.questions}:
        return turn
    booking, text = begun.facts.booking, seen.incoming.text
    told = last_said(without_the_former(text, booking.start if booking else None, seen.facts), seen.facts)
    when = said_of_days(told, seen.facts).get("when", when) if when and told != text else when
    written = written_in_dates(told, begun)
    if written != told:
        text, when = written, said_of_days(written, seen.facts).get("when", when)
        when = days_beside(when, booking.start, seen.facts) if booking else when
        begun = replace(begun, incoming=replace(begun.incoming, text=text))
    when = when or (text if ALL_BUT.search(text) else "")
    begun = on_its_way(begun, text)
    when = from_the_booking(when, text, booking.start) if booking and when else when
    result = shifted(text, begun, DAY)
    result = result or _on_its_day(when, begun) or (read_day_and_time(when, begun, DAY) if when else None)
    unread = result is None or (isinstance(result, Again) and result.say.key.endswith(".unclear"))
    if begun.facts.beside and (unread or _is_the_wrong_way(result, seen)):
        result = offered("wished", begun.facts.free_days, begun, DAY)
    elif result is None or unread:
        return turn
    return answered(begun, flow, result)


def _is_the_wrong_way(result: Result | None, seen: Seen) -> bool:
    """Say whether a time would be told to be gone that is free, but before what is put off, or behind."""
    gone = isinstance(result, Again) and result.say.key.endswith(".gone")
    return gone and bool(seen.facts.free)


def _on_its_day(when: str, seen: Seen) -> Result | None:
    """Read a time without a day as one on the day of the booking: where that is said, or where it is free then."""
    booking = seen.facts.booking
    if not booking:
        return None
    here, text = booking.start.astimezone(TOKYO), seen.incoming.text
    is_said = THE_SAME_DAY.search(text) or ONLY_THE_TIME.search(plain(text))
    alone = time_alone(when, seen.facts) if when else None
    if not is_said and alone in (None, here.time()):
        return None
    result = read_day_and_time(f"{here.month}月{here.day}日{when}", seen, DAY)
    return result if is_said or isinstance(result, Filled) else None
