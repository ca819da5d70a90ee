"""What a text forbids, or leaves undecided: nothing of the kind may follow from it, whatever else it may look like."""

import re

from bot.booking.text import compatible
from bot.dialogue.reading.dialect import standard
from bot.dialogue.understanding.folding import BLANK, ENDS, without_pictures

DEED = (
    r"(?:取り?消|とりけ|(?i:キャンセル)|消(?=[さしすそ])|けさ|変更|変え|かえ|ずら|移(?=[さしすそ])|動か|申し?込|もうしこ|送信|送(?=[らりるっろ])"
    r"|予約|確定|進め|同意|承諾|了承|登録|提出)"
)
NOT_TO = (
    r"(?:ないで(?:お[きくこ])?|なくて|ずに|(?:たら|だら|ては|では|ちゃ|じゃ)(?:だめ|ダメ|駄目|いけ)|の[はを]?(?:ちょっと|少し|もう少し)?(?:まだ|待|やめ|中止)"
    r"|んじゃ(?:な|ね)|[てで](?:ほし|もらいた)くな)"
)
# What may stand behind it without another wish.
STRESS = (
    r"(?:い|な(?:い|か)|いて|いてよ|ん|よ|ね|や|ろ|て|です|ます|ってば|(?:お願い|おねがい)(?:します)?|(?:くださ|下さ)い(?:ね|よ)?|(?:ほし|欲し)い(?:です)?"
    r"|(?:って|と)(?:言|い|ゆ)[^、]{0,8}|って|大丈夫(?:です)?|いい(?:です)?|え|ま(?:す|せん)|せん|[!~ー、,」])"
)
FORBIDDEN = re.compile(rf"{DEED}[^、]{{0,8}}?{NOT_TO}{STRESS}{{0,4}}$")
WAVERS = (
    r"(?:迷|悩|まよ|なや|考え|検討|決め(?:[てから]|ます|る)|決ま[らっ]|わから|分から|どうし|微妙|不安|心配|自信"
    r"|怖|こわ)"
)
BEFORE_THAT = r"(?:まだ|ちょっと|少し|もう少し|すごく|明日|あした|来週|今度|今夜|(?:後|あと|家)で|よく|一晩)"
UNDECIDED = re.compile(
    rf"{DEED}[^、]{{0,10}}?か(?:どうか|も)?[はをで、]?{BEFORE_THAT}?{WAVERS}"
    rf"|{DEED}[^、]{{0,8}}?(?:かどうか|べきか|[そよもろ]うか(?:な|なあ|なー)?|[るすむ]か(?:な|なあ|なー|も))$"
    rf"|{DEED}[^、]{{0,6}}?と?思っ[^、]{{0,8}}?(?:迷|悩)"
    rf"|{DEED}[^、]{{0,6}}?(?:の[がはも]|こと[がはに])[^、]{{0,6}}?(?:怖|こわ|不安|心配|嫌|いや|ちょっと|抵抗|迷)"
    r"|(?:同意|承諾|了承|申し?込み?)[はをも]?、?(?:あとで|後で|あとから|後から|のちほど|今度|また今度)"
    r"|(?:同意|承諾|了承)した(?:こと|てい|体|ふり|つもり)"
    rf"|[てで]から{DEED}(?:し|みし)?(?:ます|する|したい)"
)
LONGEST = 80  # characters of a sentence that are looked at


def is_forbidden(text: str) -> bool:
    """Say whether a sentence of a text forbids a deed, or asks to wait with it: 「取り消すな」, 「変えるの待って」."""
    return any(FORBIDDEN.search(sentence) for sentence in _sentences(text))


def is_undecided(text: str) -> bool:
    """Say whether a sentence of a text leaves open whether something is to be done: 「同意するか迷う」."""
    return any(UNDECIDED.search(sentence) for sentence in _sentences(text))


def _sentences(text: str) -> tuple[str, ...]:
    plain = standard(BLANK.sub("", compatible(without_pictures("。".join(text.splitlines())))))
    return tuple(one[:LONGEST] for one in ENDS.split(plain) if one)
