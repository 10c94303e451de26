"""colours: the palette of the pictures, all together and by group."""

from typing import Any, final

import numpy as np

from tuwen.core.items import Item
from tuwen.image.colours import palette
from tuwen.mining.context import Context
from tuwen.mining.stage import Stage

N_COLOURS = 12
N_GROUP_COLOURS = 6
MOST_GROUPS = 24
LEAST = 2  # pictures of a group below which it has no palette of its own


@final
class ColourStage(Stage):
    """Main colours, found at intake, merged so that every picture counts alike."""

    name = "colours"
    gives = ("palette", "by_group", "grouped_by", "n_pictures")
    apart = True

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """About 20,000 pictures a second."""
        return n_pictures / 20_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """The palettes, or None where there are no pictures."""
        table = context.collection.picture_table()
        colours = dict(zip(table["sha256"], table["colours"], strict=True))
        if not colours:
            return None
        name, members = _grouping([item for item in context.collection.items() if item.images])
        groups = {
            group: [colours[sha] for sha in shas if sha in colours]
            for group, shas in sorted(members.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        }
        return {
            "n_pictures": len(colours),
            "palette": _told(list(colours.values()), N_COLOURS),
            "grouped_by": name,
            "by_group": {
                group: _told(held, N_GROUP_COLOURS)
                for group, held in list(groups.items())[:MOST_GROUPS]
                if len(held) >= LEAST
            },
        }


def _told(colours: list[np.ndarray], n_colours: int) -> list[dict[str, Any]]:
    found = palette(np.concatenate(colours), n_colours)
    return [
        {"rgb": [round(float(value)) for value in row[:3]], "share": round(float(row[3]), 4)}
        for row in found
    ]


def _grouping(items: list[Item]) -> tuple[str, dict[str, list[str]]]:
    """The grouping most pictures have, and the pictures of each group; "" where there is none."""
    by_name: dict[str, dict[str, list[str]]] = {}
    for item in items:
        values = {name: value for name, value in item.targets.items() if isinstance(value, str)}
        for name, value in [*values.items(), ("split", item.split)]:
            if value:
                groups = by_name.setdefault(name, {})
                groups.setdefault(value, []).extend(image.sha256 for image in item.images)
    fit = {name: groups for name, groups in by_name.items() if 2 <= len(groups) <= len(items) // 2}
    if not fit:
        return "", {}
    # Labels say more than splits; of several labels, the one that most pictures have.
    best = max(fit, key=lambda name: (name != "split", sum(map(len, fit[name].values())), name))
    return best, fit[best]
