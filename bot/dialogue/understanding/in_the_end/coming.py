"""Who says in the end that he comes, or that he is in: what he says before that keeps nobody away."""

import re
from collections.abc import Sequence

from bot.dialogue.understanding.days import phrases_in
from bot.dialogue.understanding.folding import Sentence, fold_kana
from bot.dialogue.understanding.intentions import EVENTS, ON_THE_DAY, Intention, Stage
from bot.dialogue.understanding.meaning import Meaning

END = (
    r"(?:です|んです)?(?:ので|のに|から|けん|ね|よ|わ|が|、)*"
    r"(?:(?:どうぞ)?よろしく.{0,16}|お願い.{0,10}|おねがい.{0,10}|すみません.{0,6}|待って(?:い)?て.{0,8})?$"
)
GOES = (
    r"(?:いき(?:ます|たいです)|いく(?:ことにしました|つもりです|予定です|ことにします)?"
    r"|いけ(?:ます|そう|る(?:ように|こと(?:に)?)な(?:りました|った)|る))"
)
COMING = re.compile(
    fold_kana(
        r"(?:(?<!不)(?:参加|出席)(?:します|いたします|する(?:ことにします|つもりです|予定です|ことにしました)?|したい(?:と思います)?|しようと思います"
        r"|できます|できる|できそう|できるようになりました|させて(?:ください|下さい|いただきます|もらいます))"
        r"|(?<![がをもし])出る(?:つもり(?:です)?|予定(?:です)?|ことに(?:します|しました|した))?"
        rf"|(?:(?<=[出で])ます|[出で](?:られます|れます|られそう|れそう|られるようになりました))|{GOES}"
        r"|(?:伺い|うかがい)ます|(?:伺え|うかがえ)ます|(?:相談|面談|予定通り|予定どおり)[はをも]?受け(?:ます|られます|たい)"
        r"|まにあい(?:ます|そう|ました)|まにあう(?:と思います)?|元気(?:です)?|(?:大丈夫|だいじょうぶ)(?:です|になりました|になった)?"
        r"|(?:治|なお|下が|さが)りました|[よ良]くなりました|(?:時|分|半)(?:に|には|から|ちょうどに)?(?:はいり|入り)ます|てから(?:はいり|入り)ます|抜けてきます"
        r"|(?<!不)(?:参加|出席)で|予定(?:通り|どおり)(?:で)?|(?:はいれ|入れ)そう|[出で]られるようになった|落ち着いて(?:い)?ます|都合がつきました|時間(?:通|どお)り.{0,6}|定刻.{0,6})"
        + END
    )
)
ENTERED = re.compile(
    fold_kana(
        r"(?<!あぷり)(?<!あぷりを)(?<!あぷりは)(?<!を)(?<![0-9])(?:(?:はいれ|入れ|入室でき|つながり|繋がり|なおり|直り|解決し|きこえ|聞こえ|映り)(?:ました|まし)"
        r"|(?:はいれ|入れ|つながっ|直っ|なおっ|きこえ|聞こえ|解決し)(?:た|てます|ています|てる)"
        r"|(?:もう|いま|今)(?:はい|入)(?:り|って)(?:ました|ます|います)"
        r"|(?:ズーム|zoom|リンク)(?:を|は|が|も)?(?:開き|ひらき|開け|起動し|立ち上げ|立ち上がり)(?:ました)"
        r"|(?:ズーム|zoom|リンク)(?:を|は|が|も)?(?:開いた|ひらいた|開けた|起動した|立ち上げた|立ち上がった)"
        r"|(?:きこえる|聞こえる|映る|はいれる|入れる|[出で]る|つながる)ようになりました|(?:音|声|画面|映像)が?[出で]ました)"
        r"(?:よ|ね|ー|わ|、|ので)*$"
    )
)
# Who is not ill enough to stay away.
NOT_SO_BAD = re.compile(
    fold_kana(
        r"(?:やすむ|やすみます|欠席する|取消す|きゃんせるする)(?:という)?ほど(?:の[^、]{0,4})?(?:では|じゃ|でも)(?:な|あり)"
    )
)
SOLVED = re.compile(fold_kana(r"(?:大丈夫|だいじょうぶ)(?:です|になりました|になった)|(?:治|なお)りました"))
# Where else somebody goes, or when: 「病院に行きます」, 「来週なら行けます」.
ELSEWHERE = re.compile(
    fold_kana(
        r"(?:病院|医者|医院|クリニック|歯医者|会社|仕事|バイト|学校|窓口|職場|実家|面接|買い物)(?:[にへから]{1,2}も?)?$|(?:別|違う|ちがう|ほか|他)の[^、]{0,5}$"
        r"|別日|次回|今度|来週|再来週|明日|あした|後日|電話で|なら|れば|たら|ないと|なければ|なきゃ|ないで|が$"
    )
)
# Who is well all the same, and who said plainly before that he can't come.
WELL = re.compile(fold_kana(r"元気|大丈夫|だいじょうぶ|治|なお|下が|さが|[よ良]く|落ち着|都合"))
CANNOT = re.compile(
    fold_kana(
        r"いけ(?:な|ませ|ん)|(?:出|で)ら?れ(?:な|ませ|ん)|やすみ(?:ます|たい)|やすむ|やすませ|欠席|不参加|取消|きやんせる|むり"
    )
)
GOING = re.compile(fold_kana(r"い[かきくけ]|伺|うかが"))
DESTINATION = re.compile(
    fold_kana(r"(?<!相談)(?<!面談)(?<!zoom)(?<!ずーむ)(?<!時)(?<!分)(?<!まで)(?<!定刻)(?<!半)[にへ]$")
)
OTHER_THINGS_MOVED = re.compile(fold_kana(r"(?:予定|仕事|シフト|用事|バイト|休憩)[をは].{0,4}(?:ずら|調整|かえ)"))
LAST_CLAUSE = re.compile(fold_kana(r"^.*(?:けど|けれど|ですが|ますが|たが|だが|ので|から|、)"))
# A lateness elsewhere, or one that was only feared.
LATE_ELSEWHERE = re.compile(
    fold_kana(r"(?:ちこく|おくれ)(?:して)?(?:でも|ても)|まにあわ[^、]{0,8}と思(?:い|っ)[^、]{0,5}(?:が|けど)")
)
# Who has no need of it any more is well, and does not come: 「ほかで決まったので大丈夫です」.
NO_NEED = re.compile(
    fold_kana(r"(?:ほか|他|よそ|別の(?:所|ところ|会社))[^、]{0,4}(?:決ま|きま|見つか)(?!ら)|(?:必要|いら|要ら)な?くな")
)
KEPT_AWAY = frozenset({Intention.ABSENT, Intention.CANCEL, Intention.CORRECT, Intention.DAY, Intention.BOOK})
HEARD_WHERE = ON_THE_DAY | {Stage.CONFIRMED}


def coming(sentences: Sequence[Sentence], stage: Stage) -> str:
    """Tell what the last sentence says: "coming", "entered", or "" for neither."""
    last = sentences[-1]
    if stage not in HEARD_WHERE or last.has_mark:
        return ""
    if stage in ON_THE_DAY and ENTERED.search(last.said):
        return "entered"
    if stage in ON_THE_DAY and any(NOT_SO_BAD.search(one.said) for one in sentences):
        return "coming"
    found = COMING.search(last.said)
    if not found or NO_NEED.search(last.said) or (stage is Stage.CONFIRMED and any(map(phrases_in, sentences))):
        return ""
    before = LAST_CLAUSE.sub("", last.said[: found.start()])
    if WELL.match(found.group()) and any(CANNOT.search(one.said) for one in sentences[:-1]):
        return ""
    elsewhere = ELSEWHERE.search(before) or (GOING.match(found.group()) and DESTINATION.search(before))
    return "" if elsewhere else "coming"


def all_the_same(meanings: list[Meaning], sentences: Sequence[Sentence], stage: Stage, over: str = "") -> list[Meaning]:
    """Leave out what keeps nobody away who comes all the same, or what is over for who is in.

    over  what follows from what is left out already, as `coming` tells it
    """
    said = coming(sentences, stage) or (
        over if not any(one.live and one.intention in EVENTS for one in meanings) else ""
    )
    in_trouble = any(one.intention is Intention.TROUBLE for one in meanings)
    if said and in_trouble and SOLVED.search(sentences[-1].said):
        said = "entered"
    if OTHER_THINGS_MOVED.search(sentences[-1].said):
        meanings = [one for one in meanings if one.intention is not Intention.MOVE]
    if not said or any(one.intention in (Intention.MOVE, Intention.DESPAIR) for one in meanings):
        return meanings
    late_elsewhere = any(LATE_ELSEWHERE.search(one.said) for one in sentences)
    away = KEPT_AWAY | ({Intention.TROUBLE} if said == "entered" else set())
    away |= {Intention.LATE} if late_elsewhere else set()
    left = [one for one in meanings if one.intention not in away and (one.live or one.intention is not Intention.LATE)]
    if stage is Stage.CONFIRMED and left and len(left) == len(meanings):
        return meanings
    comes, others = Meaning(Intention.IN_TIME, said), [one for one in left if one.intention is not Intention.IN_TIME]
    return [*others, comes] if any(one.acts for one in others) else [comes, *others]
