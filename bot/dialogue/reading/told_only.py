"""What is told and not given as an answer: a value of others or of another time, a choice that is only spoken of."""

import re

from bot.dialogue.reading.text import visible
from bot.dialogue.reading.whole_message import NARROW

# Around a value: one of an earlier time or a later one, of others, or for a case that may come.
EARLIER = re.compile(r"(?:(?<!名)前|以前|昔|もと|旧|古い)[^、。]{0,12}$")
USED_BEFORE = re.compile(r"(?:前|以前|昔)に?(?:使って|持って|登録して)(?:い)?た(?:の|番号|アドレス|もの)は?$")
LATER = re.compile(r"(?:来月|来週|来年|今度|\d月)から?[^、。]{0,4}$")
IN_CASE = re.compile(r"もし|(?:つなが|繋が|出|届)[^、]{0,6}(?:たら|ければ|ときは?|時は?|場合は?)")
OF_OTHERS = re.compile(r"(?:夫|妻|母|父|息子|娘|兄|弟|姉|妹|友達|友人|家族|主人|旦那)の")
THEIRS = re.compile(
    r"[^。\d]{0,14}?(?:夫|妻|母|父|息子|娘|兄|弟|姉|妹|友達|友人|家族|主人|旦那)の(?:カード|番号|受付票|紙|もの|分|やつ|です|で[、。]|$)"
)
WAS = re.compile(r"\s?(?:でした|だった)")
IS_OLD = re.compile(r"\s?[はが]、?(?:もう)?(?:古い|前の|昔の|以前の|使って(?:い)?な|使わな|解約)")
BECOMES = re.compile(r"\s?に(?:なり|なる|変わ|かわ)")
FROM_THERE = re.compile(r"\s?から(?:の)?(?:電話|着信|連絡|メール|お知らせ|届|来|き[たま])")
NO_USE = re.compile(
    r"[^。]{0,12}?(?:使え|見られ|見れ|見て(?:い)?|受け取れ|届[かき])[^、。]{0,2}(?:な[いく]|ませ)|[^。]{0,6}解約"
)

# A day that is told by who is there then, or is not, and needs no help: 「孫が来る水曜日」.
BY_WHO_IS_THERE = re.compile(
    r"(?:孫|子ども|子供|娘|息子|夫|妻|主人|旦那|母|父|親|家族|友達|ヘルパー)(?:さん|たち|ちゃん)?[がの](?:家に)?"
    r"(?:来る|くる|来てくれる|いる|いない|居る|居ない|休みの?|留守の?|帰る|帰ってくる)(?=(?:再?来週|今週)?の?(?:[月火水木金土日]曜|[0-9０-９]{1,2}日|午[前後]))"
)

HEDGED = re.compile(
    r"迷[うっい]|悩[むんみ]|かも|か(?:どうか)?、?(?:まだ)?わか[らり]|(?:昔|以前|前)は|らしい|みたい|って(?:言|聞)"
)
# Who is near by, and helps with nothing; what is not wished for at present.
BESIDE_HIM = re.compile(r"(?:横|隣|となり|そば|近く)で?、?(?:寝|ねて|テレビ|遊|泣|騒|うるさ)")
A_TRADE = re.compile(
    r"(?:手話|通訳|筆談|介助)[^、。]{0,6}?(?:になりたい|になるのが|の(?:仕事|資格|求人|勉強)|として働)"
)
KNOWS_ONE = re.compile(
    r"(?:手話|通訳|筆談|語)[^、。]{0,6}?(?:でき|話せ|わか)る(?:友達|友人|知人|知り合い|家族|人)[がはも]、?(?:い(?:ます|る)|おります)[。！!\s]*$"
)
NOT_NOW = re.compile(
    r"(?:まだ|今回は|今は)、?(?:いい|大丈夫|早い|先|結構|いらない|要らない|不要)(?:です|な|かな)?[。！!\s]*$"
)
# A help of another time, or one that is learnt: 「昨日は筆談で話しました」, 「英語の勉強中です」.
ONCE = re.compile(
    r"(?:昨日|きのう|前回|先週|先月|この前|この間|先日|去年)[^。]{0,14}?(?:まし)?た(?:です|んです)?[。！!\s]*$"
    r"|(?:語|手話|筆談|介助)[のをは]?(?:勉強|学習|習っ|習い|学ん|検定|資格|動画|ドラマ|本を|番組|サークル)"
)
TELLS = re.compile(
    r"(?:まし|でし|落ち|受け|[っんいしき])た(?:って|んです)?[。！!\s]*$|こと(?:が|は)?(?:ない|ありません|ある|あります)(?:です)?[。\s]*$"
    r"|らしい|って(?:言|聞)"
)
OF_SOMEBODY = re.compile(
    r"(?:友達|友人|知人|知り合い|みんな|息子|娘|夫|妻|主人|旦那|嫁|兄|姉|弟|妹|父|母|孫|彼氏|彼女|同僚|先輩|後輩|(?<=[一-龥ァ-ヶ])(?:さん|くん|ちゃん))[はがも]"
)
# What keeps somebody busy, or was heard: 「3日に面接が入ってるけど大丈夫」, 「話を聞いてびっくり」.
BESIDE_IT = re.compile(
    r"(?:面接|選考|試験)が(?:入って|はいって|入った|ある|あり)[^、。]{0,8}?(?:けど|けれど|が、|が大丈夫|のに)"
)
WAS_HEARD = re.compile(
    r"(?:お?話|はなし|説明)[をも]?、?(?:聞いて|きいて|聞いた|きいた)(?!ほし|欲し|もら|くだ|下さ|いただ|頂|くれ|みたい|ちょうだい|や$|$)"
)
WISHES = re.compile(
    r"たい|ほし|欲し|お願い|おねがい|希望|練習(?!した)|対策|添削|見て|直し|不安|心配|自信|苦手|難し|むずかし|わから|困|悩|どう|うまく"
    r"|ば(?:かり|っかり)|続け|決まっ|決まり|ことにな|予定"
)


def is_of_another(text: str, value: str, about: str) -> bool:
    """Say whether a value is one of another time or person, or from where somebody was called."""
    before, _, after = visible(text).translate(NARROW).partition(value)
    if (
        FROM_THERE.match(after)
        or IS_OLD.match(after)
        or NO_USE.match(after)
        or IN_CASE.search(before)
        or USED_BEFORE.search(before)
    ):
        return True
    others = about == "number" and (OF_OTHERS.search(before) or THEIRS.match(after))
    return bool(
        (EARLIER.search(before) and WAS.match(after)) or (LATER.search(before) and BECOMES.match(after)) or others
    )


def is_of_another_time(text: str) -> bool:
    """Say whether a help is told of that was had once, or is learnt."""
    return bool(ONCE.search(text))


def is_only_told(text: str, question: str, value: str) -> bool:
    """Say whether a choice is named that nobody wishes for plainly: 「昨日面接でした」, 「筆談か迷っています」."""
    if question == "support":
        if A_TRADE.search(text):
            return True
        is_near = BESIDE_HIM.search(text) or KNOWS_ONE.search(text)
        return bool(HEDGED.search(text) or is_near) or is_of_another_time(text)
    if question == "purpose" and NOT_NOW.search(text):
        return True
    if question != "purpose" or WISHES.search(text):
        return False
    if value == "consultation":
        return bool(WAS_HEARD.search(text))
    return any(told.search(text) for told in (TELLS, OF_SOMEBODY, BESIDE_IT))


def without_who_is_there(text: str) -> str:
    """Leave out who is there on a day that is wished for."""
    return BY_WHO_IS_THERE.sub("", text)
