"""Phrases of days and times in a sentence, left as they stand for the readers of dates; which of them are excluded."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.booking.text import compatible
from bot.dialogue.reading.dates.lengths import with_lengths
from bot.dialogue.reading.dates.told_of import DONE_BEFORE, IS, told_of
from bot.dialogue.reading.dialect import standard
from bot.dialogue.understanding.folding import LATELY, Sentence

NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
W = "[月火水木金土日]"
SHUT = "以外|無理|駄目|除|避|不可|難|厳"  # right behind weekdays that are told by one sign each
ATOM = re.compile(
    rf"20\d\d[年/-]|令和\d{{1,2}}年|{NUMBER}(?:月|がつ){NUMBER}(?:日|にち|か)?|(?<![\d/-]){NUMBER}/\d{{1,2}}(?![\d/-])|{NUMBER}月(?!曜)"
    rf"|(?<!\d){NUMBER}日(?!間|目|常|本|前)(?:後|ほど)?|(?<!\d)\d{{1,2}}にち(?!間|かん|め)|\d{{1,2}}:\d{{2}}"
    rf"|(?<!\d){NUMBER}(?:時|じ(?=[\sにかのでまはごもがだじやい、。]|はん|$))(?!間)(?:半|{NUMBER}分)?"
    rf"|{NUMBER}週間?後|{W}曜日?|{W}(?:[・、,/か]{W}){{1,5}}(?!(?!{SHUT})[一-龥])|(?<![一-龥\d]){W}(?:から|[~〜ー-]){W}(?![一-龥])"
    rf"|(?<![一-龥])[月火水木金]{{2,5}}(?!(?!{SHUT})[一-龥])|[\((]{W}[\))]"
    r"|午前中?|午後|ごぜん|ごご|(?<!毎)朝(?!型)(?:い[ちっ]|イチ|一番?)?|お?昼(?:過ぎ|すぎ|前)?(?!食|休)"
    r"|夕方|ゆうがた|夜(?!勤|型)|(?:今日|本日|きょう)(?!子)|今(?=夜|朝|夕)|これから(?!の(?!予定)|も|先|就|転|仕事|働|探|始|どう|頑張|がんば|暮ら|生活|勉強)|このあと|この後"
    r"|明後日|あさって|明日|あした|(?<![あ-ん])あす|再来週|さらいしゅう"
    r"|来週|らいしゅう|次週|翌週|前の週|今週|こんしゅう|週明け|週末"
    r"|クリスマス(?:イブ|イヴ)?|大晦日|元旦|元日|(?:仕事|御用)(?:納め|始め)|正月明け|年が明け|三が日明け|再来月|来月|らいげつ|今月|月末|年末|年明け|来年|年内"
    r"|[上中下]旬|土日|平日|祝日|前日|翌日|(?:げつ|か|すい|もく|きん|ど|にち)ようび?"
    r"|(?:ついたち|ふつか|みっか|よっか|いつか(?=に|の)|むいか|なのか(?=に|の)|(?<![しえけせてねべめれげき])ようか|ここのか|とおか|はつか(?![わえっ]))"
    r"|(?:別|違う|ちがう|ほか|他|次)の(?:日(?!本)|週|時間|曜日)"
    r"|(?<![a-z])(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?<![a-z])(?:today|tomorrow|next week)"
)
JOIN = re.compile(
    r"\s?(?:の|か|と|、|,|または|又は|もしくは|あるいは|から|より|で|に|や|・|~|〜|-|ー|or|\s|以降|頃|ごろ|くらい|ぐらい"
    r"|の?方が|でも|いつでも|まで)?\s?"
)
SUFFIX = re.compile(
    r"\s?(?:以降|以後|以前|より前|まで|まえ|台|前半|後半|頃|ごろ|くらい|ぐらい|あたり"
    r"|早め|遅め|はやめ(?![てたるま])|おそめ|早く|遅く|ずら|いっぱい|前|半|(?:過|す)ぎ(?![てま]))"
)
# What somebody wishes to talk about then, and is not busy with: 「12月3日10時 仕事の探し方」.
TO_TALK_OF = (
    r"お?(?:働|仕事|パート|アルバイト|バイト|派遣|正社員|面接|試験|研修|学校|シフト|夜勤)[^、。\d]{0,6}?"
    r"(?:探|さがし|相談|紹介|悩|迷|について|に(?:つい|関)|応募|練習|対策|たい(?:です|と思|ん|$)|選び|見つけ|のこと(?:で|を|$)|の話)"
)
OUT = re.compile(
    r"\s?(?:の?(?:方|ほう)(?=[がはも])|は|が|も|を|だけ|(?:保育園|幼稚園|学校|子ども|子供|孫)の?|(?:母|父|親|祖母|祖父|夫|妻|主人|息子|娘|兄|弟|姉|妹|家族)の|(?:友達|友人|家族|親)と|ちょうど|ぴったり|絶対に?|ぜったい|さすがに|だと|じゃ(?!な)|では(?!な)|なんて|って(?:いうの)?は|というのは|とか|の時間帯?|の日|の|に|なら|って|から|まで|中"
    r"|バスに|電車に|迎えに|ちょっと|少し|すこし|やや|まだ|もう|あまりに?も?|いくらなんでも|(?:心の)?準備が|どうしても|、|仕事|が|や|さえ|全部|ぜんぶ|午前|午後){0,4}\s?"
    rf"(?!{TO_TALK_OF})(?:以外|いがい|じゃな(?!い(?:です|でしょう|んです)?か)|じゃなく|やなく|やのうて|やない|ではな(?!い(?:です|でしょう|んです)?か)|では無|除|のぞ|抜き|ぬき|むり|無理|ムリ|あか[んへ]|アカン|だめ|ダメ|駄目|ng|NG|×"
    r"|都合(?:が|は)?(?:悪|わる|つか|つきませ|よくな)"
    r"|行けな|いけな|行けませ|いけませ|来られな|来れな|これな|これませ|出られな|出られませ|出れな|出れませ|出られん|出れん|いけん|行けん|いけへん|行けへん"
    r"|難し|むずかし|厳し|きびし|避け|さけ|外し|はずし|働|勤務|出勤|ご飯|ごはん|昼食|ランチ|食事|会議|打ち?合わ?せ|(?:お)?(?:約束|迎え)|送迎|寝て|寝ま|起きられ|起きれ|会う(?!社)|会い(?:ます|に)|遊|飲み会|送り迎え|授業|試験|法事|葬儀|葬式|通院|診察|歯医者|美容院|習い事|(?:失業の?)?認定日|説明会|運動会|発表会|入学式|卒業式|結婚式|健康診断|健診|検診|手術|検査|(?:付き添い|つきそい)(?:で|が|の)?(?:病院|通院|検査|出かけ|行かな|ある|あり)|パート|シフト|当番|参観|夜勤|現場|研修|部活|仕事(?:が(?!休|やす|な[いく])|な|で|だ|の|や|じゃ|っち|し[てと]|を|$)|用事|用が|予定が|バイト|休めな"
    r"|間に合(?:わ|い(?:ませ(?!んか)|そうに))|まにあ(?:わ|いませ(?!んか))"
    r"|(?:子ども|子供|孫|家族|夫|妻|母|父)(?:たち)?が(?:家に)?(?:い(?:る|ます)|起き)|空いてな|空いていな|あいてな|埋ま(?!りそう(?:です)?か|るか|りますか)|(?:予定|仕事|用事)で(?:埋ま|いっぱい|一杯)"
    r"|(?:(?:予定|シフト|都合|スケジュール)[がはもの]?、?)?(?:まだ|ちょっと)?(?:(?:わか|分か|読め)(?:ら?な|りませ|ませ)|未定|見えな|決ま(?:って(?:い)?な|らな|って(?:い)?ませ)|出て(?:い)?な)"
    r"|忙し|いそがし|予定(?:あり|入)|(?:別|ほか|他)の?(?:予定|用事|用|約束|仕事)|出張|旅行|帰省|先約|外せな|はずせな"
    r"|できませ|できな|出来な|出来ませ|参加でき|ちょっと(?=$|[.。…、])|困|急(?:用|な用|に(?:言|い)われ|すぎ|過ぎ|や|だ(?!け|が)|(?:か(?:な|も)|な(?:ので|んで|気が|の[はで])|で(?:す(?:し|から|ので|よ|ね|$)|して|$)|$|[、。.…]))|(?:近|ちか)(?:すぎ|過ぎ)|早過ぎ|速すぎ|遅過ぎ|やめて|やめた|な[あぁー]+$|むず[いか]|行かれな|いかれな|行かな(?!いと|きゃ|くて)|来な(?!いと|きゃ|くて)|早い(?![う方日の]|時間)|早すぎ|はやすぎ|遅すぎ|おそすぎ|遅い(?:ので|から|です|んで|し(?:、|$))|苦手|弱[いくっ]|よわ[いく]|眠[いくた]|ねむ[いく]|微妙|しんど|嫌|いや(?!す)|キツ|きつい|病院|通院|面接(?:が|の予定)|学校)"
)
NOT_OUT = re.compile(
    r"(?:けど|けれど|ですが|ますが|が、|ても|でも)、?(?:まあ|まぁ|なんとか|別に)?(?:休め(?:ます|る)|休み(?:を)?取れ|調整でき|空けられ|空けます|いいか(?:$|[。…])|かまわな|構わな|大丈夫|だいじょうぶ|平気|問題な|行け(?:ます|る)|いけ(?:ます|る)|参加でき(?:ます|る))|"
    r"(?:急(?:すぎ|過ぎ)?|早すぎ|はやすぎ|近すぎ)(?:ます|る|る(?:ん|の)?です|です|でしょう)か(?!ら)|急(?:じゃ|では)な"
    r"|(?:むり|無理|だめ|ダメ|駄目|難しい|むずかしい|厳しい)(?:です|でしょう|なんです)?か[ねなー]?$"
    r"|(?:でき|出来)(?:ませ|な)(?:ん|い)(?:です|でしょう)?か|"
    r"(?:以外|いがい|むり|無理)(?:で|は)?(?:は|も)?(?:ない|なく|じゃな|ではな)"
)
# What follows a day that is wished for in place of another.
WISHED = re.compile(
    r"(?:が|に|で|へ|なら|の?(?:方|ほう)(?:が|で))、?(?:いい|良い|よい|よか|ええ|お願い|おねがい|希望|し(?:て(?:ほし|もら|くだ|下さ|いただ|くれ)|たい)"
    r"|変|かえ|でき|出来|ずら|移|取れ|とれ|なり(?:ま|たい)|なら|助か|行け|いけ|大丈夫)"
)
# Asked with a mark, it is wished for: 「来週にできん？」.
ASKED_FOR = re.compile(
    r"(?:は|って|だと|じゃ|では)?、?(?:むり|無理|だめ|ダメ|駄目|あかん)(?:なのか?|なんですか|かな|ですか?|でしょうか|か)?$|"
    r"[にへ]、?(?:(?:でき|出来)(?:な|ませ)|(?:し|変え?|かえ)て?(?:もら|いただ)?[えけ](?:な|ませ))[いん](?:の|かな)?$"
)
AS_WELL = re.compile(r"も(?:です)?[。.、…]?$")
# What somebody does then: 「仕事は9時から17時です」.
BUSY = re.compile(r"(?:仕事|勤務|バイト|パート|授業|学校|シフト|研修|訓練)(?:の?時間)?[はが]$")
# What is wished for after a time, or if another can't be had, said in fewer words.


def _half_an_hour_on(found: re.Match[str]) -> str:
    """Give the first time at which a consultation can begin after what begins at a time."""
    hour, _, minutes = found[1].rstrip("分").replace("時半", "時30").replace(":", "時").partition("時")
    return f"{hour}時半以降" if int(minutes or 0) < 30 else f"{int(hour) + 1}時以降"


def _each_of_the_week(found: re.Match[str]) -> str:
    """Give weekdays of one week, told by one sign each, one by one: 「来週の月火」."""
    return "と".join(f"{found[1]}の{one}曜" for one in re.sub(r"[・、]", "", found[2]))


def _the_day_after(found: re.Match[str]) -> str:
    """Give the days after one; what follows the last of a month is read from that day."""
    day = int(found[1])
    return f"{day + 1 if day < 28 else day}日以降"


CLOCK_TOLD = r"(\d{1,2}(?:時(?:半|\d{1,2}分)?|:\d\d))(?:ごろ|頃)?"
THEREFORE = r"(?:ので|んで|から|けど|ため|、)、?"
IN_FEWER_WORDS = (
    (
        re.compile(
            r"(再来週|来週|今週)の?([月火水木金](?:[・、]?[月火水木金]){1,3})(?=以外|いがい|[はがをもでにの、。]|なら|だけ|希望|どちら|どっち|$)"
        ),
        _each_of_the_week,
    ),
    (re.compile(r"(?<=[時半分])(?:ごろ|頃|くらい|ぐらい)(?=まで)"), ""),
    # Why a time does not do, before that it does not: 「12時はお昼なので外して」.
    (
        re.compile(
            r"(?<=[時分半日曜])は[^、。\d]{1,10}?(?:なので|だから|やけん|ので|から|んで)、?(?=外し|はずし|除い|のぞい|避け|さけ|抜い|無理|むり|だめ|ダメ|駄目|やめ|NG|パス)"
        ),
        "は",
    ),
    # 「11時に病院があるのでそのあと」, 「12時まで仕事なのでそのあと」, 「13時から歯医者なのでその前」.
    (
        re.compile(
            rf"{CLOCK_TOLD}(?:まで)[^、。\d]{{0,12}}?{THEREFORE}(?:(?:その|それ)(?:あと|後|以降|から)|終わって?から|終わったら)"
        ),
        r"\1以降",
    ),
    (
        re.compile(
            rf"{CLOCK_TOLD}に[^、。\d]{{0,6}}?(?:終わ|おわ|上が|あが|帰|起き|着[きく]|戻)[^、。\d]{{0,8}}?、?(?:その|それ)(?:あと|後|以降|から)"
        ),
        r"\1以降",
    ),
    (
        re.compile(
            rf"{CLOCK_TOLD}(?:に|から|は|で|の)[^、。\d]{{1,14}}?{THEREFORE}(?:(?:その|それ)(?:より)?(?:あと|後|以降)|それから|終わって?から|終わったら)"
        ),
        _half_an_hour_on,
    ),
    (
        re.compile(
            rf"{CLOCK_TOLD}(?:に|から|は|で|の)[^、。\d]{{1,14}}?{THEREFORE}(?:(?:その|それ)(?:より)?前|それまで(?:に|には|なら)?)"
        ),
        r"\1、その前",
    ),
    (
        re.compile(r"(?<=[曜日時半前後中])しか、?[^、。\d]{0,8}?(?:な(?:い|く|かっ)|ませ)(?:ん)?(?:ん)?(?:です|だ)?"),
        "がいい",
    ),
    (re.compile(r"(?<=[時分半])より(?:も)?(?:前|まえ|(?:早|はや)い(?:時間帯?|時刻)?)"), "前"),
    (re.compile(r"(?<=[時分半])より(?:も)?(?:遅|おそ)い(?:時間帯?|時刻)?"), "以降"),
    (re.compile(r"(?<=[時分半日曜\d])より(?:も)?(?:後|あと|のち)"), "以降"),
    (
        re.compile(rf"(?<!\d)(\d{{1,2}})日まで[^、。\d]{{0,8}}?{THEREFORE}(?:その|それ)(?:より)?(?:あと|後|以降|から)"),
        _the_day_after,
    ),
    # Why a day does not do, before another: 「24日はクリスマスだから25日」.
    (
        re.compile(
            r"(?<!\d)\d{1,2}日は(?![^、。\d]{0,12}?(?:いい|大丈夫|空い|暇|ひま|休み|行け|いけ|ok|無理|むり|だめ|駄目))"
            r"[^、。\d]{2,10}?(?:だから|なので|なんで|やけん|じゃけん|やから)、?(?=\d{1,2}日|[月火水木金]曜)"
        ),
        "",
    ),
    (re.compile(r"(?:お昼の)?正午"), "12時"),
    (
        re.compile(
            r"(?:お?昼(?:ごはん|ご飯|食|飯|休み|やすみ)|お昼|ランチ)(?:を|が|の)?(?:食べ(?:てから|たあと|た後|終わって?から)|終わって?から|済ませてから|すませてから|の?(?:あと|後)(?!半))"
        ),
        "13時以降",
    ),
    (
        re.compile(r"(再来週|来週|今週)(?:なら(?:ば)?|だったら|でしたら|の中(?:なら|で))、?(?=[月火水木金]曜)"),
        r"\1の",
    ),
    (re.compile(r"(再来週|来週|今週)の[^、。\d月火水木金土日]{1,8}[がは](?=[月火水木金]曜)"), r"\1の"),
    (
        re.compile(
            r"(?:埋|うま)(?:まって(?:い)?ます|まってる|まりました|まってます|まっちゃいました)(?:かね?|よね|(?=[?？]))|(?:一杯|いっぱい|満席|満員)(?:です|でしょう)?か(?=[。?？]|$)"
        ),
        "空いてますか",
    ),
    (
        re.compile(
            r"(?<=[時分半日曜後前中週])(?:が|に|で)?か?、?(?:それが|そこが|もし)?(?:だめ|ダメ|駄目|無理|むり)(?:なら(?:ば)?|だったら|でしたら|な(?:場合|とき|時)は)、?"
            r"(?=\s?(?:\d|[月火水木金]|来週|再来週|今週|明|午))"
        ),
        "か",
    ),
)
OF_A_WEEK = re.compile(r"(再来週|来週|今週)の?(?=[月火水木金]|\d)")
BUT = re.compile(r"以外|いがい")
THE_REST = re.compile(r"以外の?(?=午前|午後|朝|昼|夕方|日(?!本)|曜日)")
# A day or time told before it is shut out: 「火曜は健診なので、それ以外で」, 「月曜は迎えがあるから他の日」.
BUT_THAT = re.compile(
    r"(?:それ|これ|そこ|その(?:日|曜日|週|時間帯?)?|あの日)(?:ら)?(?:だけ)?[はを]?(?:以外|いがい|除|のぞ|外し|避け|抜)"
    r"|(?:別|違う|ちがう|ほか|他)の?(?:日(?!本)|曜日|週|時間帯?)(?!も|でも)"
)
STILL_WISHED = re.compile(
    r"いい|良い|よい|希望|願い|(?:でき|出来|行け|来れ|来られ)(?!な|ませ)|大丈夫|空[いき](?!てな|ていな)|なら|[?？]"
)
# A week and a weekday of it, a day and a time of it, of which only the second is shut out: 「来週、水曜以外」.
A_WEEK = re.compile(rf"(?:再来週|来週|今週|来月|今月|{NUMBER}月)")
A_DAY = re.compile(r"(?:[日曜]|明後日|あした|あさって|/\d{1,2})$")
A_WEEKDAY = re.compile(rf"\s?{W}")
A_TIME = re.compile(rf"\s?(?:午[前後]|朝|昼|夕方|{NUMBER}(?:時|:))")
OR = re.compile(
    r"か(?=\s?(?:\d|[月火水木金土日来今明午朝昼夕再一二三四五六七八九十]))|または|又は|もしくは|あるいは|どちらか|どっちか|or|でも.{1,10}でも"
)
EARLIEST = re.compile(
    r"(?:いちばん|いっちゃん|一番|最も|なるべく|できるだけ|出来るだけ|とにかく|少しでも)(?:に)?(?:早|はや|近|すぐ)|最短|最速|直近|なるはや|なる早|早急|(?:早|はや)(?:い|め|く)(?:方|ほう|め|お願|がい|の?が|日|に(?:お願|会|相談)|相談)"
    r"|(?:早|はや)(?:めの|い時間|い枠)|(?:なるべく|できるだけ|一日でも|少しでも)(?:はよ|早う|早よ|はやう)|(?<!お)はよ(?:う|して|お願い|したい|せな)|(?:早|はや)ければ|すぐ(?:に)?(?:相談|予約|会|話|お願|できる日|空)|今すぐ|asap|至急|(?<!取り)(?<!とり)急ぎ(?!すぎ|ませ|では|じゃ|の(?:用|方|ほう)|でな)|急いで(?:い(?!ま?せん|ない)|る|ま)|(?:急|いそ)ぎたい"
)
# Who does not wish for it: 「あんまり早い時間じゃないほうが」.
NOT_EARLY = re.compile(
    r"(?:早|はや)(?:い|く|め|すぎ)[^、。]{0,6}?(?:じゃな|ではな|でな|くな|は(?:困|無理|むり|だめ|ダメ|いや|嫌|苦手|ちょっと|きつ)|困|すぎ)|あん?まり(?:に)?(?:早|はや)"
)
ANY = re.compile(
    r"いつでも|いつでん|いつでんよか|何時でも|なんじでも|どの日でも|どこでもいい|(?<![持待打問顔組見])(?<![持待打問顔組見]ち)(?<![持待打問]い)合わせ|あわせます|任せ|まかせ|(?:そちら|そっち)で(?:決め|きめ)|なんでもいい|何でもいい|(?:どれ|どちら|どっち|いつ|何時|どの日|どの時間)で(?:も|ん)(?:いい|よい|よか|構|かま|大丈夫|ok|OK|結構|お願い|$)|こだわり(?:は)?(?:ない|ありませ)|何曜でも|いつがあいて|いつが空いて"
)
MINUTES = re.compile(r"(\d{1,3})分(?!前)|(\d{1,2})時間(半)?")
# What names no day beside one that is named: 「別の日がいいんですが、10日の午後」.
SOME_OTHER = re.compile(r"(?:別|違う|ちがう|ほか|他|次)の(?:日|週|時間|曜日)(?:の(?=.)|$)")
LONGEST_TAIL = 30  # characters
LONGEST_TURN = 20  # characters in which what shuts out may be turned
LONGEST_REASON = 40  # characters


@dataclass(frozen=True)
class Phrase:
    """One phrase of a day or time, whether it is excluded, and what stands behind it."""

    text: str
    out: bool
    after: str


def phrases_in(sentence: Sentence) -> tuple[Phrase, ...]:
    """Give the phrases of a sentence in order, but for those of a reason."""
    plain = _in_fewer_words(standard(compatible(sentence.typed)))
    found = (_phrase(plain, start, end) for start, end in _runs(plain) if not told_of(plain, start, end))
    if sentence.has_mark:
        found = (replace(one, out=one.out and not ASKED_FOR.match(one.after)) for one in found)
    return tuple(_as_those_before(part for phrase in found for part in _parted(phrase)))


def _parted(phrase: Phrase) -> tuple[Phrase, ...]:
    """Part what is shut out of a week or a day from that week or day."""
    wide, comma, narrow = phrase.text.replace(",", "、").partition("、")
    of_a_week = A_WEEK.fullmatch(wide) and A_WEEKDAY.match(narrow)
    if not phrase.out or not comma or not (of_a_week or (A_DAY.search(wide) and A_TIME.match(narrow))):
        return (phrase,)
    return Phrase(wide, out=False, after=narrow + phrase.after), replace(phrase, text=narrow.strip())


def _as_those_before(found: Iterable[Phrase]) -> Iterator[Phrase]:
    """Let a phrase that only joins what was excluded just before it be excluded, too: 「午前はきつい、火曜も」."""
    out = False
    for phrase in found:
        out = phrase.out or (out and bool(AS_WELL.match(phrase.after)))
        yield replace(phrase, out=out)


def _in_fewer_words(plain: str) -> str:
    for pattern, fewer in IN_FEWER_WORDS:
        plain = pattern.sub(fewer, plain)
    return plain


def without_reasons(text: str) -> str:
    """Leave out when something happened to somebody, which is no day that he wishes for."""
    folded = compatible(text)
    plain = DONE_BEFORE.sub("", _in_fewer_words(folded))
    reasons = [(start, told_of(plain, start, end)) for start, end in _runs(plain)]
    found = [(start, reason.end()) for start, reason in reasons if reason]
    for start, end in reversed(found):
        plain = plain[:start] + plain[end:]
    return plain if found or plain != folded else text


def _runs(plain: str) -> Iterator[tuple[int, int]]:
    """Join words of one phrase; what excludes the first of two parts them."""
    start = end = -1
    for atom in ATOM.finditer(plain):
        joined = end >= 0 and JOIN.fullmatch(plain, end, atom.start()) and not OUT.match(plain, end, atom.start())
        if not joined:
            if end >= 0:
                yield start, end
            start = atom.start()
        suffix = SUFFIX.match(plain, atom.end())
        end = suffix.end() if suffix else atom.end()
    if end >= 0:
        yield start, end


def _phrase(plain: str, start: int, end: int) -> Phrase:
    tail = plain[end : end + LONGEST_TAIL]
    out = bool(OUT.match(tail)) and not NOT_OUT.search(tail[:LONGEST_TURN])
    busy = BUSY.search(plain[:start]) and IS.match(tail) and not plain[start:end].endswith("以降")
    out = out or bool(busy)
    return Phrase(plain[start:end].strip(" 、,の"), out, tail)


@lru_cache(LATELY)
def values_of(sentences: tuple[Sentence, ...]) -> Mapping[str, str]:
    """Give what a text says of days and times: "when", "except", "earliest", "any", "alternatives"."""
    plain = _in_fewer_words(standard(compatible("。".join(sentence.typed for sentence in sentences))))
    phrases = list(_as_those_before(phrase for sentence in sentences for phrase in phrases_in(sentence)))
    phrases = [_shut_out_behind(phrase, plain) for phrase in phrases]
    wanted = [phrase.text for phrase in phrases if not phrase.out]
    certain = [one for one in (SOME_OTHER.sub("", phrase) for phrase in wanted) if one]
    wanted = certain if certain or len(wanted) < len(phrases) else wanted
    wanted = wanted if ANY.search(plain) else _of_the_week(phrases, wanted)
    found = {
        "when": "、".join(wanted),
        "except": "、".join(phrase.text for phrase in phrases if phrase.out),
        "earliest": "yes" if EARLIEST.search(plain) and not NOT_EARLY.search(plain) else "",
        "any": "yes" if ANY.search(plain) else "",
        "alternatives": "yes" if len(wanted) and (len(wanted) > 1 or OR.search(plain)) and OR.search(plain) else "",
    }
    return {name: value for name, value in found.items() if value}


def wished_behind(word: str, sentences: Sequence[Sentence], fold: Callable[[str], str]) -> str:
    """Give the days that are wished for behind a word of the first sentence: 「仕事が入ったので来週がいい」."""
    behind = [
        one
        for sentence in sentences
        for one in phrases_in(sentence)
        if sentence is not sentences[0] or word not in fold(one.after)
    ]
    return "、".join(one.text for one in behind if not one.out and WISHED.match(one.after))


def _shut_out_behind(phrase: Phrase, plain: str) -> Phrase:
    """Shut out a day or time to which "all but that" or "another day" points back."""
    if phrase.out or SOME_OTHER.match(phrase.text):
        return phrase
    behind = plain.partition(phrase.text)[2][:LONGEST_REASON]
    found = BUT_THAT.search(behind)
    return replace(phrase, out=True) if found and not STILL_WISHED.search(behind[: found.start()]) else phrase


def _of_the_week(phrases: list[Phrase], wanted: list[str]) -> list[str]:
    """Give what is wanted in the week of the one day that is excluded: 「再来週の火曜以外の午前」."""
    rest = [week[1] for one in phrases if BUT.match(one.after) for week in [OF_A_WEEK.match(one.text)] if week]
    if len(rest) != 1 or len(wanted) > 1 or any(re.search(rf"{W}|\d|週", one) for one in wanted):
        return wanted
    return ["の".join((rest[0], *wanted))]


def minutes_in(text: str) -> str:
    """Give how many minutes a text names, "" when it names none."""
    found = MINUTES.search(with_lengths(compatible(text)))
    if not found:
        return ""
    if found[1]:
        return str(int(found[1]))
    return str(int(found[2]) * 60 + (30 if found[3] else 0))
