"""Words for a time by how far it is from the one that stands: 「1時間うしろに」, 「次の日に」, 「もうちょっと早く」."""

import re

from bot.booking.text import compatible
from bot.dialogue.reading.dates.lengths import with_lengths
from bot.dialogue.reading.dialect import standard
from bot.dialogue.understanding.folding import BLANK

WAY = (
    r"(?:早|はや(?!め[てた])|前倒|(?:前|まえ)に(?!、?(?:申し?込|予約|登録|取|電話|連絡|相談|面接|退職|辞め|やめ|けが|怪我|言|聞|送|受|始|決))|前へ|繰り?上|くり(?:あげ|上)|延期|先に|先へ|遅|おそ|おくら|後ろ|うしろ|後へ|あとへ|あとに|後に"
    r"|後の(?!人)|あとの|のば|延ば|繰り?下|くり(?:さげ|下))"
)
COUNTED = re.compile(
    rf"(?P<count>[0-9]{{1,3}})(?P<unit>日|週間|時間|分)(?P<half>半)?"
    rf"(?:ほど|程|くらい|ぐらい|だけ|ばかり|ばか|分){{0,2}}(?:時間を|時刻を|予約を)?、?"
    rf"(?P<way>{WAY}|(?:(?<=[分半])|(?<=時間))後(?=で|です|が(?:いい|良)|、|$))"
    r"(?![^、。]{0,6}?(?:面接|用事|予定が|仕事が|バイト|出かけ|がある|があり))"
)
# What is only somewhat earlier or later: it is offered what there is. An answer that is to come sooner is none.
SOMEWHAT = re.compile(
    rf"(?:もう|あと|もっと|ちょっと|ちっと|ちょい|少し|すこし){{1,3}}(?:だけ)?(?:時間を?|時刻を?)?(?P<way>{WAY}|後の|あとの|うしろの)"
    r"(?!い?(?:日|週|曜))(?![いくめ]?に?、?(?:返事|返信|連絡|決|確定|教|送|来|着|寝|起|電話|入|対応))"
)
NEXT_TO_IT = re.compile(
    r"(?<![0-9]日の)(?P<next>次の日(?!曜|本)|翌日|あくる日|前の日(?!曜)|前日|次の週|翌週|次週|前の週)"
    r"(?=[にへでがは]|の(?:方|ほう|同じ)|とか|$)(?!の?[月火水木金土日0-9])"
    r"(?![^。]{0,8}?(?:連絡|返事|返信|電話|通知|お知らせ|メール|面接|バイト|用事|仕事|予定))"
)
# Who puts it off, or brings it forward, without telling how far.
LATER = re.compile(
    r"延期|先(?:に)?延ば|先に(?:のば|ずら)|先送り|日延べ|のばし|延ばし|後ろ倒し|うしろ倒し|(?:後ろ|うしろ|あと|(?<![午以前最])後|先)(?:に|へ)(?:して|し(?:たい|ます)|ずら|変|かえ|回|移|動)|繰り?下げ|くり(?:さげ|下げ)"
    r"|(?:もう(?:ちょっと|少し)|もっと)(?:先|後ろ|うしろ|あと|後)|遅らせ|おくらせ"
)
SOONER = re.compile(
    r"前倒し|繰り?上げ|くり(?:あげ|上げ)|早め(?:て|た|に(?:して|変|し(?:たい|ます))|られ)|(?<![午])(?:前|まえ)(?:に|へ)(?:ずら|変|かえ|移|動|して|し(?:たい|ます))|(?:もう(?:ちょっと|少し)|もっと)(?:前|早)|早く(?:して|し(?:たい|ます)|でき)"
)
# Of the time that stands the day is to stay: 「日はいいけど時間が」.
ONLY_THE_TIME = re.compile(
    r"^(?:やっぱり?)?(?:別|違う|ちがう|ほか|他)の?(?:時間|時刻)(?:帯)?(?:にして|で|に変え[^。]{0,6}|に変更[^。]{0,6}|がいい[^。]{0,3}|にしたい[^。]{0,3})?$|(?:日(?:にち|付|程)?|曜日)は、?(?:いい|良い|よい|大丈夫|だいじょうぶ|ok|問題な|そのまま|このまま|変わら|変え(?:な|ず))[^。]{0,14}?(?:時間|時刻)"
    r"|(?:時間|時刻)(?:だけ|のみ)(?!確認|教|おしえ|知)|(?:時間|時刻)が、?(?:ちょっと|合わ|あわ|微妙|だめ|無理|むり|厳し|きびし|悪|早す|遅す|$)"
)


def plain(text: str) -> str:
    """Give a text as these words are looked for in it."""
    return standard(with_lengths(BLANK.sub("", compatible(text).lower()))).rstrip("。.…・、?？!！")


def tells_a_shift(text: str) -> bool:
    """Say whether a text tells another time by the one that stands."""
    said = plain(text)
    return any(one.search(said) for one in (COUNTED, SOMEWHAT, NEXT_TO_IT, ONLY_THE_TIME))


def direction(text: str) -> int:
    """Tell which way somebody moves what stands: 1 for later, -1 for sooner, 0 where both or neither is said."""
    said = plain(text)
    return bool(LATER.search(said)) - bool(SOONER.search(said))
