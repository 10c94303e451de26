"""Facts → the words of a story, in Chinese, English or both, with what is known about them."""

import itertools
from typing import NamedTuple

from tuwen.sample.facts import Facts
from tuwen.sample.grammar import Template, grammar


class Story(NamedTuple):
    """The words of one item: title, summary, body."""

    title: str
    summary: str
    text: str


_NUMBERS = {
    "zh": " 一 两 三 四 五 六 七 八 九".split(" "),
    "en": "none one two three four five six seven eight nine".split(" "),
}
_COLOURS = {
    "zh": {
        "red": "红色", "orange": "橙色", "yellow": "黄色", "green": "绿色",
        "blue": "蓝色", "purple": "紫色", "white": "白色", "pink": "粉色",
    },
    "en": {},
}  # fmt: skip
_SKIES = {
    "zh": {
        "sunny": ("阳光正好", "天晴得发亮", "太阳晒得人发懒"),
        "cloudy": ("云层压得很低", "天色阴沉", "满天都是灰云"),
        "rain": ("细雨下个不停", "雨点打得瓦响", "雨下得正紧"),
        "dusk": ("夕阳正落", "晚霞烧红了半边天", "天边只剩一道金线"),
        "mist": ("晨雾还没散", "雾浓得像米汤", "四下里白雾茫茫"),
        "night": ("夜色正浓", "星星都出来了", "月亮刚爬过屋脊"),
        "snow": ("雪花纷飞", "雪下得正密", "满街都是新雪"),
    },
    "en": {
        "sunny": ("under a bright sun", "in warm sunshine", "under a clear blue sky"),
        "cloudy": ("under heavy cloud", "on a grey day", "beneath low clouds"),
        "rain": ("in steady rain", "in pouring rain", "with rain drumming on the roofs"),
        "dusk": ("as the sun went down", "in the red of evening", "with the last light"),
        "mist": ("in morning mist", "in thick white fog", "before the mist had lifted"),
        "night": ("under the stars", "well after dark", "by moonlight"),
        "snow": ("in falling snow", "with snow coming down", "on a white street"),
    },
}
_HOURS = {
    "zh": {
        "dusk": ("傍晚五点", "傍晚六点"),
        "night": ("晚上七点", "晚上八点", "晚上九点"),
        "mist": ("清晨五点", "清晨六点"),
        "": ("上午八点", "上午九点", "上午十点", "中午十二点", "下午两点", "下午三点"),
    },
    "en": {
        "dusk": ("five in the evening", "six in the evening"),
        "night": ("seven at night", "eight at night", "nine at night"),
        "mist": ("five in the morning", "six in the morning"),
        "": ("eight", "nine", "ten in the morning", "noon", "two", "three in the afternoon"),
    },
}
_MONTHS = {
    "zh": "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月".split(),
    "en": "January February March April May June July August September October November "
    "December".split(),
}
_WEEKDAYS = {
    "zh": "星期一 星期二 星期三 星期四 星期五 星期六 星期日".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
# English slots that may open a sentence: those to be capitalised, and those that are as they stand.
_CAPITALS = [(n, "^" + n) for n in ("place", "org", "thing", "n", "colour", "sky", "hour")]
_ALREADY = [(n, "^" + n) for n in ("who", "who2", "N", "M", "k", "pct", "money", "quote")]
# Which three of eight details are told, and in what order.
_ORDERS = {n: list(itertools.permutations(range(n), 3)) for n in (4, 8)}
_JOIN = {"zh": "", "en": " "}


def tell(facts: Facts) -> Story:
    """The story in its language; in both where it is bilingual, Chinese first."""
    if facts.language != "zh-en":
        return _told(facts, facts.language)
    zh, en = _told(facts, "zh"), _told(facts, "en")
    return Story(f"{zh.title} / {en.title}", f"{zh.summary}\n{en.summary}", f"{zh.text}\n{en.text}")


def _told(facts: Facts, lang: str) -> Story:
    texts, common, rolls = facts.topic.texts[lang], grammar().common[lang], facts.rolls
    slots = _slots(facts, lang)

    def say(templates: list[Template], roll: int) -> str:
        wordings = templates[roll % len(templates)]
        return wordings[roll // 64 % len(wordings)].fill(slots)

    details = texts["D"]
    order = _ORDERS[len(details)]
    chosen = order[rolls[0] % len(order)][: 2 + rolls[1] % 2]
    body = [say(texts["L"], rolls[2])]
    for place, detail in enumerate(chosen):
        wordings = details[detail]
        body.append(wordings[rolls[3 + place] % len(wordings)].fill(slots))
    if rolls[6] % 4:
        body.insert(1 + rolls[7] % len(body), say(common["Q"], rolls[8]))
    if rolls[9] % 2:
        body.append(say(common["G"], rolls[10]))
    return Story(say(texts["T"], rolls[11]), say(texts["S"], rolls[12]), _JOIN[lang].join(body))


def _slots(facts: Facts, lang: str) -> dict[str, str]:
    side, rolls = (0 if lang == "zh" else 1), facts.rolls
    skies = _SKIES[lang][facts.sky]
    hours = _HOURS[lang].get(facts.sky) or _HOURS[lang][""]
    quotes = grammar().quotes[lang]
    slots = {
        "place": facts.place[side],
        "org": facts.org[side],
        "who": facts.who[side],
        "who2": facts.helper[side],
        "thing": facts.thing.zh if side == 0 else facts.thing.en,
        "m": facts.thing.measure,
        "n": _NUMBERS[lang][facts.n_things],
        "N": str(facts.many),
        "M": str(17 + (rolls[15] >> 8) % 880),
        "k": str(31 + (rolls[16] >> 8) % 60),
        "colour": _COLOURS[lang].get(facts.colour, facts.colour),
        "sky": skies[rolls[13] % len(skies)],
        "hour": hours[rolls[14] % len(hours)],
        "month": _MONTHS[lang][facts.day.month - 1],
        "weekday": _WEEKDAYS[lang][facts.day.weekday()],
        "year": str(facts.day.year),
        "money": str(3 + rolls[15] % 46),
        "pct": str(3 + rolls[16] % 28),
        "quote": quotes[rolls[17] % len(quotes)],
    }
    if side:
        for name, capital in _CAPITALS:
            value = slots[name]
            slots[capital] = value[0].upper() + value[1:]
        for name, capital in _ALREADY:
            slots[capital] = slots[name]
    return slots
