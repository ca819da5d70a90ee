"""What is said of a message for staff: told with the wish to leave one, called off, asked about."""

import re

from bot.booking.text import compatible

STAFF = (
    r"(?:(?:職員|担当者?|窓口|係|相談員|スタッフ)(?:の(?:人|方|ひと|かた))?(?:さん)?(?:に|へ|宛(?:に|の|て)?|への)、?)"
)
MESSAGE = r"(?:伝言|メッセージ|ことづけ|言付け)"
PLEASE = (
    r"(?:ください|下さい|くれ(?:ます|ません)か|もらえ(?:ます|ません)か|いただけ(?:ます|ません)か"
    r"|ほしい(?:です|んですが)?)?"
)
HAND_ON = rf"お?(?:伝え|つたえ)(?:て|といて|ておいて|願います){PLEASE}"
LEAVES_ONE = (
    r"(?:を|も|が)?(?:お願い(?:します|したい(?:です|の(?:です|で)が?|んですが)?|できますか)?|頼みます|頼みたい(?:です)?"
    r"|残し(?:ます|たい(?:です)?)|したい(?:です|んですが|のですが)?|が?あります|です)"
)
# What stands alone behind 「伝言」 and is said of it.
OF_THE_MESSAGE = (
    r"(?:[はをがもって]|届|送|見|読|返|取り?消|消|やめ|なし|なく|なかった|まだ|いら|要ら|キャンセル|違|間違|ありがと"
    r"|あり(?:$|ます)|確認|お願い|残|したい|です)"
)
LEADS = re.compile(
    rf"(?:すみません|すいません|あの|では|じゃあ?)?[、。\s]*+{STAFF}?"
    rf"(?:(?:{MESSAGE}{LEAVES_ONE}|{HAND_ON})[:、。!\s]++|{MESSAGE}[:、。\s]++(?!{OF_THE_MESSAGE}))(?P<told>\S.*)",
    re.DOTALL,
)
TELLS = re.compile(rf"\S.{{3,}}?(?:と|って|ことを|旨を?)、?{STAFF}?{HAND_ON}[。!\s]*", re.DOTALL)
ASKS = re.compile(r"(?:[?？]|か[なね]?[。]?|の)$")
LEAST = 4  # characters that are a message
CALLS_OFF = re.compile(
    rf"(?:やっぱり?|やはり|すみません|あの)?[、。\s]*(?:今|いま|さっき|先ほど|さきほど|先程|この|その|前|送った|出した)?の?\s?{MESSAGE}[はをも]?、?\s?"
    r"(?:取り?消|とりけ|撤回|やめ|なしに|なかったこと|無かったこと|消し|消す|消せ|けして|破棄|削除|送らな|送るのを?やめ|キャンセル|いりませ|いらな|要らな|不要)[^、。]{0,12}[。!?]?"
)
ASKS_WHAT = re.compile(
    r"(?:え[っーえ]?|あれ|ん)?[、。?!\s]*(?:今|いま|さっき|先ほど|もう)?(?:の|、)?\s?"
    rf"(?:(?:何|なに|なん)[をてと]?(?:送|書|伝え|打)(?:っ|い|)(?:た|て)|どんな(?:内容|文|伝言)|(?:{MESSAGE}|内容)は?(?:何|なに|なん|どう|どこ|届|送)"
    r"|(?:ちゃんと)?(?:送(?:った|れた|られた|れて|られて|信した|信された)|届い(?:た|て))(?=[^、。]{0,5}(?:[の?]|か)))[^、。]{0,10}[。?!]?"
)


def told_in_one_breath(text: str) -> bool:
    """Say whether a text asks for a message to be handed on and tells it: 「職員さんに伝えて 車いすで行きます」."""
    if not re.search(f"伝|{MESSAGE}|つたえ", text):
        return False
    plain = compatible(text).strip()
    led = LEADS.fullmatch(plain)
    told = led["told"] if led else plain if TELLS.fullmatch(plain) else ""
    return len(told.strip()) >= LEAST and not ASKS.search(told.strip())


def calls_message_off(text: str) -> bool:
    """Say whether a text takes a message back: 「今の伝言取り消して」."""
    return bool(re.search(MESSAGE, text) and CALLS_OFF.fullmatch(compatible(text).strip()))


def asks_what_is_sent(text: str) -> bool:
    """Say whether a text asks what the message is, or whether it was sent: 「えっ何を送ったの」."""
    return bool(ASKS_WHAT.fullmatch(compatible(text).strip()))
