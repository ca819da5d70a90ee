"""Whether a word in a sentence is meant: what stands behind it may negate it, ask about it or report it."""

import re

from bot.dialogue.understanding.cues import Span
from bot.dialogue.understanding.folding import Sentence, Spelling, fold_kana, sentences_of
from bot.dialogue.understanding.intentions import EVENTS, TOLD_WHEN_DONE, Intention


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(fold_kana(source))


# What may stand between a word and what negates it.
BETWEEN = (
    r"(?:では|じゃ|は|を|が|に|も|で|の|と|、|[きぎしちにびみり]たく|し|さ|せ|する|した|して|た|こと|更|つもり|予定|気|わけ|必要|まだ|とか|なんて|など|だけ|いたし"
    r"|致し|たい|たく|とう|ようと|思っ?て|思い|考えて|い|お|させ|です|という|意味|話|希望|もう|全然|って|申し込み?|登録|み|え|て|く|る|ら|せ|ほど(?=の|では?|じゃ|でも)|のこと(?=では?|じゃ)|ちゃ|す(?=ん?じゃ|の)|む(?=ん?じゃ|の)|ん(?=じゃ)|[すむつぐぶ](?=つもり|気|予定|わけ|必要)){0,9}?"
)
NOT = (
    r"(?:ない(?!と|か(?!ら)|でしょう)|な(?:く|き)(?!な|て?は|て?も?ら|ち|ゃ|や)|ません(?!か|でしょ)|ずに|ずと|なし|以外|いがい|不要|いりませ|いらな|要らな|要りませ|いらん|要らん|じゃな|ではな|でな(?!く?な)"
    r"|じゃあり|ではあり|ありませ(?!んか)|やめて|やめま|やめる|やめと|やめたい|やめよ|取りや|むり|だめ|結構|けっこう|見送|撤回|なかったこと|取消|まちがい|じゃねえ|せんで(?!き)|んとい|んでいい(?!(?:です|でしょう|の|ん)*か)|んくて|へん(?!こう)|(?:たら|だら|ては|では|ちゃ|じゃ|(?<=[てで])は)いけ(?:な|ん|ませ)|ほしくな"
    r"|の[はを]?(?:ちょっと|少し|もう少し)?(?:待|まっ|まだ|やめ))"
)
NEGATED = _pattern(BETWEEN + NOT)
# Who stops says so twice: 「やっぱりいいです、やめます」.
STOPS = _pattern(r"や(?:め|り)|取りや")
# What is negative by itself (「行けない」) is negated only by words like these.
NEGATIVE = _pattern(
    r"な$|まにあわ$|ない|ませ|ん$|ず$|なく|なか|むり|だめ|わる|不良|難し|厳し|そうに$|そうも$|できそう$|そうな$"
)
NEGATED_AGAIN = _pattern(
    r"(?:い|ん|です|る|く|た|なった|ではい|では)?(?:という|って)?(?:わけ|こと|ほど(?:のこと)?|の)?(?:では?|じゃ|は)(?:な(?!り|ら|ん)|あり)|(?:わけ|はず)(?:が|は|も)?(?:な[いく]|ありませ)|(?:い|く)?(?:なんて)?ことはな|く(?:は|も)?な(?!っ|り|る|く)"
)
NEGATIVE_BY_THEMSELVES = frozenset({Intention.TROUBLE, Intention.NONE, Intention.NO})
# What somebody can't do is what he wants help with: 「志望動機がうまく書けなくて」.
STRUGGLES = _pattern(
    r"[^、,]{0,8}?(?:(?:書|か)け|でき|わか[らり]|思いつ[かき]|浮か[ばび]|決ま[らり]|決められ|進[まめみ]|(?:話|しゃべ)[せれ]|答えられ|まとま[らり]|通[らり]|受か[らり]|続[かきけ]|うまくい[かき]|自信が?|見つか[らり]|もらえ|足[りら]|たことが?)(?:な[いくか]|ませ|ん(?:です|$))"
)
KNOWS_NOT_HOW = _pattern(
    r"(?:方|かた)[がはもを]?(?:まったく|全然|よく|あまり)?(?:わか|知)[らり]"
)  # 「書き方がわからない」
NO_JAPANESE = _pattern(r"[^、,]{0,4}?(?:話せ|はなせ|しゃべれ|喋れ)?(?:な[いく]|ませ|ん(?:です|$))")
# What is said to be needless with other words between: 「手話通訳は不要です」.
DECLINED = _pattern(
    r"[^、,]{0,14}?(?:不要|いりませ|いらな|いらん|要らな|要りませ|必要な[いく]|必要ありませ|なしで|なくて|じゃな[いく]|ではな[いく]|以外)"
)
MUST = _pattern(r"ないと|なけれ|なきゃ|なくては|なくちゃ|なければ")
NOT_BEFORE = re.compile(r"(?:not|don'?t|no|never)(?:to|want|wantto)?$")

CASE = _pattern(
    r"(?:は|を|が|に|も|の|と|する|した|した?い|になっ|になる|し|そうな|そう|なかっ|ある|あっ|な|てしまっ?た?|なっ|っ|ます|ん|れ|れる|る|こと|よう){0,4}"
    r"(?:場合|とき|時は|時の|時って|際|たら|だら|(?<=[ただ])ら(?!し)|なら(?!な|ん|ず)|[れせ]ば|には|ても(?!ら)|でも(?!ら)|方法|やり方|仕方|しかた|かた$|手順)|いとどう|いとだめ|いとまず|いといけませんか"
)
# What comes right after a condition is not yet so: 「熱が下がらなかったら休みます」.
IF = _pattern(
    r"(?<!起き)(?<!おき)(?<!測っ)(?<!計っ)(?<!はかっ)(?<!見)(?<!電話し)(?<!検温し)(?<!調べ)(?<!行っ)(?<!いっ)(?<!でき)(?<!よかっ)(?<!よろしかっ)(?<!しかし)(?<!かけ)(?<!帰っ)"
    r"(?:(?:たら|だら)|(?<!でき)(?<!よけ)(?<!よろしけ)れば|(?:(?<!き)よう|無理|だめ|そう|場合)(?:なら|だったら|は)|次第で)[、]?(?:今日は|きょうは|本日は|相談は|その時は|そのときは|また|もう|予約を|予約は)?$"
)
IN_IF = _pattern(r"(?:(?!ので|けど|から|て|、).){0,8}?(?:[っんい]たら|んだら|なったら|次第|ようなら)(?!いい)")
CONDITIONAL = frozenset({Intention.ABSENT, Intention.LATE, Intention.CANCEL})
# Times that are over, unless what they are told of goes on.
PAST = _pattern(
    r"(?:先週|先月|(?:昨日|きのう)(?!から|より|の夜から|の晩から)|一昨日|おととい|前回|この前|この間|先日|去年|昨年|以前(?!から)|前に|前は|むかし|昔|(?:[0-9一二三]日|週間|か月|ヶ月|年)前(?!から|より))"
)
STILL = _pattern(r"今日|本日|きょう|今朝|今も|いまも|まだ|ので|、?から|ため|これから|今回|14|そのまま|ずっと|引き続き")
ENDED = _pattern(r"(?:た|だ)(?![いくらめ])|でした|ました|てて|ていて|ておき|[てで]、?$")
NOT_YET_IN = _pattern(r"(?:入れ|はいれ)(?:ない|ません)(?:です)?よね$")  # 「まだ入れないですよね」
ENDING = _pattern(
    rf"{NOT_YET_IN.pattern}|"
    r"(?:(?<!ばした)(?<!よ)か|かな|かね|かしら|かの|っけ|かどうか|んか|すか|(?<!ちょっ)(?<!ばい)(?<!ぱー)(?<!さい)(?<!りす)(?<!ちゃっ)(?<!てす)(?<!ねっ)と|とか|かも|かもしれ.{0,5}|のか|んと|やろ|かいな|けえ|だろう|かなあ|かなー)$"
    r"|迷っ|迷い|迷う(?:な|わ|なあ|けど|が)?$|悩ん|悩み中|悩む(?:な|わ|なあ|けど|が)?$|か(?:どうか)?(?:もう少し|少し|ちょっと|まだ)?考え(?:る|ます|たい|させ)"
    r"|か(?:どうか)?、?(?:まだ)?決め(?:て|か|ら)|か(?:どうか)?、?(?:まだ)?決まっ?[らて]|どうしよう(?:か|かな|、)?$|か(?:どうか)?(?:少し|ちょっと|すごく)?(?:不安|心配|自信|怖|こわ)|べきか|考え中|検討|ますか|ですか|でしょうか|ませんか|のか(?:な|も|どう|、)|どうした|どうすれ|どうやっ|どうなり|どうなる|いいのか|ればいい|何か|いつまで|かどうか|知りたい|教えて|おしえて|可能ですか|けど、?可能"
)
REQUEST = _pattern(
    r"(?:て|で)(?:もら(?:え|い)|もろ|いただけ|いただき|くれ|くださ|ほし|欲し|おいて|ちょうだい|よ$)|させて(?:もらって|もろて|いただいて)も?(?:ええ|いい|よろし|よか|かまい|構い)(?!か(?:迷|悩|どう|わか|分か))|お願いでき|おねがいでき|お願いします|お願いいたします|おねがいし"
)
# Who wants to be taught how something is written wishes for just that.
TAUGHT = _pattern(
    r"(?:書き|かき|作り|つくり|受け|うけ|答え|こたえ|探し|さがし)(?:方|かた)[をがも]?(?:おしえて|教えて|知りた|しりた)"
)
# A request all the same: 「教えて」 asks for nothing to be done.
ONLY_TELL = _pattern(r"(?:おしえ|教え|聞かせ)て")
# Who makes sure how something is done, and says that he does not do it yet: 「取り消すと電話ですよね、まだしないけど」.
TO_KNOW = frozenset({Intention.CANCEL, Intention.MOVE})
# Who asks where or how it is done: 「取り消しボタンはどこ」, 「変更どうやるの」.
ASKS_WHERE = _pattern(
    r"[^、。]{0,8}?(?:どこ(?:から|で|に|へ)?|どれ(?:から)?|どう(?:やって?|やるん?)|どのボタン)(?:です|でしょう|ある|あり(?:ます)?|する|します|やる|できる|押(?:す|せば))?(?:の|ん|ん?です)?(?:か|や|な|ね|かな)?$"
)
MAKES_SURE = _pattern(
    r"(?:する|す|した)?(?:と|なら|には|のは)[^、。]{0,20}(?:です|ます|だ)よね"
    r"|[^、。]{0,24}よね、(?:でも|ただ|まあ)?(?:まだ|いまは|今は|今回は)[^、。]{0,8}(?:しな|しませ|やらな|決めて?な)"
)
UNSURE_IS_SAID = frozenset(
    {Intention.LATE, Intention.CORRECT, Intention.TROUBLE, Intention.ABSENT}
)  # who says that it may be so tells it all the same
MAYBE = _pattern(r"かも(?:しれ(?:ません|ない)|です)?|か(?:どうか)?わかりませ?ん?")  # who may be late or wrong says so
# Who complains asks in form only: 「まだ始まらないんですか」.
OF_ITS_TIME = frozenset({Intention.ABSENT, Intention.LATE, Intention.YES})  # told of an earlier time, they are over
# Who asks what to do about it tells it all the same: 「開かない、どうしますか」.
WHAT_NOW = _pattern(
    r"[^、。]{0,4}?(?:ん|の|ので|んで|けど|から|です|ですが|ます|ますが|、){0,3}どう(?:し(?:ます|たら|よう|た?ほうが)|す(?:れ|る|り))"
)
IN_CASE = _pattern(r"(?:たら|場合|ときは|なら)、?")  # 「遅れたら入れませんか」 complains of nothing
COMPLAINS = _pattern(
    r"[らりれえけ]?(?:てい)?(?:ない|い|ん|せん|ません)?(?:ん|の)(?:です|でしょう|だろう)?か?(?:ね|な|ー)?$"
)
CLAUSE = _pattern(
    r"けど|けれど|ですが|ますが|たが|んだが|ので|のため|から、|ため|ですし|んで、|から(?=どう|いつ|な)|て、|です、|ます、|ました、|て(?=どう)|です(?=どう)|ます(?=どう)|です(?=すみ)"
    r"|(?:ます|ました|ません|ばい|けん|なんで|んで)(?=別|ほか|他の|また|次|来週|再来週|明日|あした|いつ|何|どう|キャンセル|変更|日程|予約|電話|時間|できれば|それでも|代わり)"
    r"|(?:長引い|押し|終わらなく)て(?:い?て|しまって)?、?(?=[0-9]|時間|別|ずら)|て\.\.\.|(?:く|が出|がで|になっ|が入っ|がはいっ|てしまっ)て(?=今日|本日|きょう|キャンセル|取消)"
)

# What stands between an event and the comma behind which something is asked: 「今日むり、別の日にできる？」.
TOLD_FIRST = _pattern(
    r"(?=[^、]{1,14}、)[^、]*?(?<![はもをにのとか])(?<!たら)(?<!だら)(?<!なら)(?<!れば)(?<!場合)(?<!とき)(?<!時)(?<!ても)(?<!でも)、"
)
STANDS_ALONE = _pattern(r"[りんいるすただ]$")  # how a verb ends, and no noun, right before the comma
A_CASE = _pattern(r"場合|とき(?:は|に|も|、)|時は|ときの|(?<!どうし)たら(?:どう|いい|、)")

# What may come to pass, and has not yet: 「切れたらどうなりますか」.
FOR_A_CASE = _pattern(
    r"場合|とき(?:は|に|も|、|って|$)|時[はも]|(?<!どうし)(?<!どうやっ)(?<!いっ)[ただ]ら(?!い)|(?<!す)れば(?!いい)|いない(?:場所|ところ|部屋)"
)

QUOTED = _pattern(
    r"[」』】\"”']?(?:と|って|ていう?|という)(?:か|の)?(?:も)?(?:書|かい|かか|ある|あり|あっ|聞|きい|きき|言|いわ|いい|いっ|出|で[たてる]|表示|なっ|なり|教|メール|案内|連絡|ボタン|文字|言葉|ことば|何|な[にん]|どう|は$|は何|打っ|打ち|うっ|送っ|送り|おくっ|押し|おし|入力し)"
)
SHOWN = _pattern(
    r"[」』\"”']?(?:と|って|という|の)(?:メッセージ|表示|エラー|画面)?(?:が|を|に|から)?(?:出|で[たてる]|書|かい|表示|なっ|なり|言われ|いわれ|エラー|メッセージ|進ま|変わら|かわら|動か|止ま|とま)"
    r"|[^「」]{0,14}[」』](?:と|って|という|の|から|で)?(?:いう)?(?:メッセージ|表示|エラー|画面|状態)?(?:が|を|に|の|から|で)?(?:まま|ずっと|出|で[たてる]|表示|進ま|変わら|かわら|動か|止ま|とま|画面)"
)
HEARSAY = _pattern(
    r"(?:しろ|せろ|せえ|やめろ|取れ|しなよ|したら|すれば|しなさい)(?:って|と)(?:[^。]{0,8}(?:うるさ|しつこ|言|ゆ|怒)|$)|らしい|だそうで|いそうで(?!す?か)|たそうで|るそうで|とのこと|みたいなことを|と聞|って聞|と言って|って言って|って言われ|と言われ|と書いて|って書いて|って話|という話|とあり|とある"
)
SAYS = _pattern(r"(?:って|らしい)(?:さ|ね|よ)?$")
DONE = _pattern(
    r"(?:は|を|が|の|に|も|で|お|ご|ボタン|いただ|日時|何回も?|何度も?|よく|前に|一度){0,3}(?:(?:押し|し|送り|おくり)そうにな|押し(?:て|た|ちゃ)|しました|いたしました|した(?!い|ら|ほう|方|く|っ|ん|かっ|な|と思)|してしま|しちゃ(?:っ|い)"
    r"|(?:この)?(?:まま)?続け|済|ずみ|され|になって|になった|になりま|中|できた|できまし|完了|して(?:い(?!ただ)|あ|る|た|ます)|したはず|取れま|取れて|とれて|とって|とりまし|取りまし|取っ|取って)"
)
# What somebody did or got done by others, and does not ask for: 「妹の名前で予約してしまった」.
DONE_BY_NOW = _pattern(
    r"(?<=[てで])(?:しま[っい]|ある|あり|もら(?:った|いました)|くれ(?:た|まし)|いただ(?:いた|きました)|い?(?:る|た|ます|まし))"
)
HAS_DONE = _pattern(r"[てで]い?(?:ます|る)$")
# What somebody else did for him: 「先生に変更してもらいました」.
GOT_DONE = _pattern(
    r"[^、。]{0,12}?[てで](?:もら(?:った(?!ら|い)|いました|ってい?ます)|いただ(?:いた(?!ら)|きました)|くれ(?:た(?!ら)|まし))(?!いですか|ほう|方が)"
)
APPLYING = _pattern(r"予約|申し?込|申請|送信")
# Somebody comes all the same.
COMES = _pattern(
    r"(?:けど|けれど|ですが|ますが|たが|が、|ながら|ても|ものの|けども).{0,12}(?:参加(?!できな|できませ|できそうに|できん|はできな|はできませ|はできん|は無理|はむり|はしな|はしませ|は難|は見送|はやめ|しな|しませ)|出られま(?!せ)|出れま(?!せ)|行けま(?!せ)|いけま(?!せ)|受けられま(?!せ)|だいじょうぶ(?:です|$)|平気(?:です|$)|大丈夫です|大丈夫$|出席(?!でき|は)|いきま|いくつもり|出ま(?!せ)|伺いま|受けま(?!せ)|がんば|頑張|予定通り)"
)
# The endings of a question that end no name: はるか and かな do not ask.
FORMAL = _pattern(r"(?:です|ます|ません|でしょう)か(?:ね|な)?$|(?:です|ます|ました|でした)っけ$")
BECAUSE = _pattern(r"ので|から|ため|んで")  # 「面接が入ったので取り消します」 takes back no interview
LONGEST_TAIL = 40  # characters behind a word in which what turns it may stand


def asks_plainly(sentence: Sentence) -> bool:
    """Say whether a sentence is a question in form."""
    return sentence.has_mark or bool(FORMAL.search(sentence.said))


def is_question(text: str, spelling: Spelling, *, may_be_a_name: bool = False) -> bool:
    """Say whether a text asks or wonders in any of its sentences."""
    ending = FORMAL if may_be_a_name else ENDING
    return any(one.has_mark or ending.search(one.said) for one in sentences_of(text, spelling))


def is_for_a_case(text: str, spelling: Spelling) -> bool:
    """Say whether a text speaks of what may come to pass."""
    return any(FOR_A_CASE.search(one.said) for one in sentences_of(text, spelling))


def negation(sentence: Sentence, spans: tuple[Span, ...], intention: Intention) -> Span | None:
    """Give what negates one of these words, None when nothing does."""
    folded = sentence.said
    comes = COMES.search(folded, spans[-1][1]) if intention is Intention.ABSENT else None
    if comes:
        return comes.span()
    own = "".join(folded[start:end] for start, end in spans)
    pattern = NEGATED_AGAIN if intention in NEGATIVE_BY_THEMSELVES or NEGATIVE.search(own) else NEGATED
    for start, end in spans:
        found = pattern.match(folded, end, end + LONGEST_TAIL)
        if intention is Intention.ANSWER:
            found = None if _struggles(folded, own, end) else found or DECLINED.match(folded, end)
        if found and intention is Intention.BOOK and KNOWS_NOT_HOW.search(folded):
            continue
        if found and intention in CONDITIONAL and BECAUSE.search(found.group()):
            continue
        if found and not MUST.search(folded, end, found.end() + 2) and not _stops_again(intention, found.group()):
            return found.span()
        if NOT_BEFORE.search(folded[:start]):
            return (start, start)
    return None


def _struggles(folded: str, own: str, end: int) -> bool:
    """Say whether it is told what somebody can't do, who therefore wants help: 「日本語が話せません」."""
    if "語" in own:
        return "日本語" in own and bool(NO_JAPANESE.match(folded, end))
    return bool(STRUGGLES.match(folded, end))


def _stops_again(intention: Intention, between: str) -> bool:
    """Say whether what seems to negate a wish to stop is that wish once more."""
    return intention is Intention.QUIT and bool(STOPS.search(between)) and "、" in between


def is_asked(sentence: Sentence, spans: tuple[Span, ...], intention: Intention) -> bool:
    """Say whether the words are asked about, or named for the case that it comes to that."""
    if intention is Intention.ANSWER and TAUGHT.search(sentence.said):
        return False
    end = max(end for _, end in spans)
    if CASE.match(sentence.said, end, end + LONGEST_TAIL):
        return True
    if intention in CONDITIONAL and _is_conditional(sentence.said, min(start for start, _ in spans), end):
        return True
    if intention in TO_KNOW and (MAKES_SURE.match(sentence.said, end) or ASKS_WHERE.match(sentence.said, end)):
        return True
    rest = sentence.said[min(start for start, _ in spans) :]
    if REQUEST.search(rest) and not ONLY_TELL.search(rest):
        return False
    if intention is Intention.TROUBLE and _complains(sentence.said, end):
        return False
    return _ends_as_a_question(sentence, rest, end, intention)


def _complains(said: str, end: int) -> bool:
    """Say whether trouble is told by what has only the form of a question; who makes sure that it is too early asks."""
    if IN_CASE.search(said) or NOT_YET_IN.search(said):
        return False
    return bool(COMPLAINS.match(said, end) or WHAT_NOW.match(said, end))


def _is_conditional(said: str, start: int, end: int) -> bool:
    """Say whether words stand in a condition, or right after one."""
    return bool(IF.search(said[:start]) or IN_IF.match(said, end))


def _is_told_first(said: str, end: int) -> bool:
    """Say whether an event is told before the comma behind which something else is asked."""
    if A_CASE.search(said, end):
        return False
    if said[end : end + 1] == "、":
        return bool(STANDS_ALONE.search(said[:end]))
    return bool(TOLD_FIRST.match(said, end))


def _ends_as_a_question(sentence: Sentence, rest: str, end: int, intention: Intention) -> bool:
    """Say whether what stands from the words on asks."""
    if intention is Intention.ANSWER:
        return asks_plainly(sentence)
    told = MAYBE.sub("", rest) if intention in UNSURE_IS_SAID else rest
    if intention in EVENTS and (CLAUSE.search(told) or _is_told_first(sentence.said, end)):
        return False
    return sentence.has_mark or bool(ENDING.search(told))


def is_reported(sentence: Sentence, spans: tuple[Span, ...], intention: Intention) -> bool:
    """Say whether the words are quoted, heard from others, or told as done."""
    end = max(end for _, end in spans)
    folded = sentence.said
    if intention is Intention.TROUBLE and SHOWN.search(folded, end):
        return False
    if intention in OF_ITS_TIME and _is_past(folded, min(start for start, _ in spans)):
        return True
    if intention is Intention.YES and (SAYS.search(folded) or any(_is_done(folded, span) for span in spans)):
        return True
    if any(_is_quoted(folded, span) for span in spans) or HEARSAY.search(folded, end):
        return True
    return intention in TOLD_WHEN_DONE and any(
        DONE.match(folded, end) or GOT_DONE.match(folded, start) for start, end in spans
    )


def _is_done(folded: str, span: Span) -> bool:
    """Say whether words of a yes tell of an application that was made before: 「予約してます」."""
    word = folded[slice(*span)]
    return bool(APPLYING.search(word) and (DONE_BY_NOW.match(folded, span[1]) or HAS_DONE.search(word)))


def _is_past(folded: str, start: int) -> bool:
    """Say whether something is told of an earlier time: 「先週は休みました」; not what has lasted since then."""
    found = PAST.search(folded)
    if not found or STILL.search(folded, found.end()):
        return False
    return found.start() > start or bool(ENDED.search(folded, start))


def _is_quoted(folded: str, span: Span) -> bool:
    """Say whether a word stands in quotation marks with more behind them, or is said to be written."""
    if QUOTED.match(folded, span[1]):
        return True
    for opening, closing in ("「」", "『』", '""', "''", "“”", "【】"):
        begin = folded.rfind(opening, 0, span[0])
        close = folded.find(closing, span[1])
        if begin >= 0 and close >= 0 and closing not in folded[begin + 1 : span[0]]:
            return True
    return False
