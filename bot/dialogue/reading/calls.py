"""Who can't be called or can't call: it is told beside other things, and nobody is asked to telephone after it."""

import re

# Who can't hear or speak on the telephone.
CAN_NOT_TALK = re.compile(
    r"耳が|聞こえ(?:な|ま|に|づ)|きこえ(?:な|ま|に|づ)|聴覚|難聴|ろう者|聾|(?:電話|でんわ|声|言葉)(?:では?|が|は|を)?、?(?:うまく)?(?:話せ|しゃべれ|喋れ|出な|出せな|出ませ|苦手|にがて|怖|こわ)"
)
NO_TELEPHONE = re.compile(r"電話[はもが]?[^、。]{0,4}?(?:使え|つかえ|ありませ|な[いし]|持って(?:い)?(?:な|ませ))")
# Whose telephone can't be reached for now, and who tells no other number: 「携帯水没した」.
OUT_OF_ORDER = re.compile(
    r"(?:携帯|けいたい|ケータイ|スマホ|電話|でんわ)(?:電話)?[はがもをに]?、?(?:ちょうど|今|いま|昨日|先週|最近)?[はがもをに]?、?"
    r"(?:水没|壊れ|こわれ|故障|修理|なくし|無くし|失くし|紛失|落とし|おとし|解約|止ま|とま|止め|盗ま|割れ)(?!たら|る(?:と|かも))"
)
# Who does not hear, whatever the sound is like: 「聞こえません」 alone may be a fault of it.
HEARS_NOT = (
    r"(?:耳|みみ)[がも](?:、|とても|すごく|少し)?(?:不自由|悪|わるく|遠|とお[いく]|聞こえ|きこえ)|聴覚|難聴|ろう者|聾|(?:^|[。、\s])ろう(?:です|なので|で、)"
    r"|(?:私|わたし|僕|自分|本人)(?:は|も|が)?、?(?:聞こえ|きこえ)(?:な|ま[せへ]|に|づ)"
    r"|(?:聞こえ|きこえ)(?:な|ま[せへ]|に|づ)[^\n]{0,16}?(?:筆談|手話|要約筆記)"
)
DEAF = re.compile(HEARS_NOT)
# Who can't call, or has tried: 「残高がなくて」, 「誰も出ない」.
CAN_NOT_CALL = re.compile(
    HEARS_NOT + r"|声[がは]?(?:出|だ)(?:せ|な|ま|ず)"
    r"|(?:電話|でんわ|通話|発信)[はもがをに]?[^。]{0,8}?(?:でき|出来|使え|つかえ|かけら?れ|掛けら?れ|繋がら|つながら|通じ|し(?=づら|にく|たくな))(?!る|ま(?:す|した)|た(?!く))"
    r"|(?:電話|でんわ)[はもがを]?\s?(?:今|いま)?[はも]?(?:な(?:い|くて|し)|ありませ|持って(?:い)?(?:な|ませ)|止ま|とま|壊れ|こわれ|怖|こわ|苦手|無理|むり|だめ|ダメ)"
    r"|(?:通話料|通話時間|通話|残高|料金)(?:が|は|も)?[^、。]{0,4}(?:な(?:い|く)|ありませ|切れ|足り)"
    r"|(?:電話|番号)[^。]{0,10}(?:誰|だれ)も出(?:な|ま|て|え?へん)|話し中"
    r"|(?:電話|でんわ|かけて)(?:を|し|かけ)?(?:て|た)?(?:い?る|も|のに|けど|ん(?:だ|です)けど)[^。]{0,8}?(?:出(?:な|ま(?:せ)|え?へん|てくれ(?:な|ま|へん))|つながら|繋がら)"
)


def hears_not(text: str) -> bool:
    """Say whether somebody tells that he is deaf or hard of hearing."""
    return bool(DEAF.search(text))


def cannot_call(text: str) -> bool:
    """Say whether somebody tells that he can't call, or that nobody answers."""
    return bool(NO_TELEPHONE.search(text) or CAN_NOT_CALL.search(text))
