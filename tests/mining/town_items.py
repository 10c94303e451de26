"""Items with known themes, groups, times and places."""

import random

from tuwen.core.items import Item, When

THEMES = {
    "food": ["面馆", "米饭", "辣椒", "厨师", "点菜", "味道", "汤圆", "豆腐"],
    "sport": ["球队", "比赛", "进球", "教练", "球迷", "冠军", "体育场", "门将"],
    "market": ["shares", "bank", "profit", "market", "investors", "trading", "prices", "growth"],
}
PLACES = ("河边", "老街", "车站")


def town(n: int = 150, seed: int = 0) -> list[Item]:
    """Items of three themes in turn, one a day; every tenth of a theme says 金牌 门将 together."""
    draw = random.Random(seed)
    items = []
    for i in range(n):
        theme = list(THEMES)[i % 3]
        words = draw.sample(THEMES[theme], 5)
        if theme == "sport" and i % 4 == 0:
            words += ["金牌", "门将"]
        body = " ".join(words) if theme == "market" else "，".join(words)
        items.append(
            Item(
                id=f"item{i:04d}",
                fields={"title": f"{words[0]} {i}", "text": f"{body}。"},
                targets={"section": theme},
                time=When("", f"2024-{i % 12 + 1:02d}-05", "day"),
                place=PLACES[i % 3],
                meta={"page": i % 70},
            )
        )
    return items
