"""What somebody says in the end who corrects himself within one text: 「8日の…あ、やっぱ9日の…」, 「AじゃなくてB」."""

import re

OVERRULES = re.compile(
    r"[、。,….\s]*+(?:(?:あ[ぁっ]?|え[っとー]*|いや|いえ)?[、。…\s]*+(?:やっぱ(?:り|し)?|やはり|いや(?:いや)?(?!で|だ|な)|違(?:う|った|いました|います)(?!日|時間|曜)"
    r"|ちがう|ちがった|ちがいました|間違え(?:た|ました|てました)|まちがえ(?:た|ました)|す[みい]ません|ごめん(?:なさい|ね)?|訂正(?:です|します)?"
    r"|(?:じゃ|では|で|や)(?:なくて?|なし(?:に|で))|(?:じゃ|や)のうて|じゃねくて)[、。…\s]*+|(?<=[、。…\s])あ[っ、…\s]*+(?=\d)|(?<=[、。…])あっ?[、…]++(?=[一-龥ァ-ヶ]))"
)


def overruled(text: str) -> tuple[str, str] | None:
    """Give what was said first and what stands behind the last word that overrules it; None where nothing is."""
    found = list(OVERRULES.finditer(text))
    first, last = (text[: found[-1].start()], text[found[-1].end() :]) if found else ("", "")
    return (first, last) if first.strip() and last.strip() else None
