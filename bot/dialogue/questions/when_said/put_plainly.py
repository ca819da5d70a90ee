"""A wish for a day or a time in plainer words: without what is said of calls before it, and not in the past."""

import re

from bot.dialogue.questions.when_said.days_said import said_of_days
from bot.dialogue.turn import Facts

# Why nobody is to call, before the time that is wished for: 「今日は電話できないので10時にして」.
OF_CALLS = re.compile(
    r"^[^、。0-9]{0,12}?(?:電話|でんわ|通話)[はがもに]?[^、。0-9]{0,8}?"
    r"(?:でき|出来|出ら?れ|でれ|使え|かけら?れ|とれ|取れ|し(?:にく|づら|たくな)|無理|むり|だめ|ダメ|苦手)[^、。0-9]{0,5}?"
    r"(?:ので|んで|なので|から|けん|ため|くて|し、)[、。\s]*"
)
# 「夕方がよかった」, 「4日にしたかった」.
BETTER = re.compile(
    r"(?:(?:の?(?:(?<!夕)方|ほう))?が(?:よか|良か)った|に(?P<to_be>した|変えた|変更した)かった)"
    r"(?:です|な[ぁあー]*|の?に(?:な[ぁあー]*)?|(?:ん|の)(?:です|だ)?(?:けど|けれど|が)?|です(?:けど|が)|かも)?[。…!！\s]*$"
)

# 「全部OKなんでよろしく」 at the last word.
FINE_SO = re.compile(
    r"(?P<fine>(?i:ok)|オッケー|おっけー|いい|大丈夫|(?:合|あ)って(?:い)?る|間違い(?:は)?ない|問題(?:は)?ない)(?:なん|なの|ん|の)で(?=、?(?:よろしく|宜しく|お願い|おねがい|申し?込|送))"
)


def put_plainly(text: str, facts: Facts) -> str:
    """Give a wish in plainer words, where a day or a time is named; any other text as it is."""
    behind = OF_CALLS.sub("", text)
    text = behind if behind and "when" in said_of_days(behind, facts) else text
    text = FINE_SO.sub(r"\g<fine>です。", text)
    plain = BETTER.sub(lambda found: f"に{found['to_be']}い" if found["to_be"] else "がいい", text)
    return plain if plain != text and said_of_days(plain, facts).keys() == {"when"} else text
