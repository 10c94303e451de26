"""Duplicates as a stage of the main job: equal and nearly equal texts, equal and similar pictures."""

from typing import TYPE_CHECKING, Any

import numpy as np

from tuwen.image.near import near_pictures
from tuwen.mining.stage import Stage
from tuwen.text.near import Near

if TYPE_CHECKING:
    from tuwen.mining.context import Context
    from tuwen.store import Collection

_SHOWN = 200  # groups that findings carry of each kind, the largest or most similar first
_MEMBERS = 50  # ids shown of one group


class DuplicateStage(Stage):
    """Groups of texts and of pictures that stand more than once."""

    name = "duplicates"
    gives = ("exact_texts", "near_texts", "pictures_exact", "pictures_near", "counts")
    apart = True

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """About 30,000 texts a second, and 10,000 pictures."""
        return n_texts / 30_000 + n_pictures / 10_000

    def run(self, context: "Context") -> dict[str, Any] | None:
        """Groups by item id; None where the collection has one item at most."""
        collection = context.collection
        if len(collection) < 2:
            return None
        ids = collection.ids()
        users: dict[str, list[str]] = {}
        for item in collection.items() if collection.picture_table()["sha256"] else ():
            for image in item.images:
                users.setdefault(image.sha256, []).append(item.id)
        found, pictures = _texts(context.near, ids), _pictures(collection, users)
        return found | pictures | {"counts": found["counts"] | pictures["counts"]}


def _texts(near: Near, ids: list[str]) -> dict[str, Any]:
    exact = sorted(near.exact, key=len, reverse=True)
    families = _families(near)
    return {
        "exact_texts": [[ids[i] for i in group[:_MEMBERS]] for group in exact[:_SHOWN]],
        "near_texts": [
            {"ids": [ids[i] for i in group[:_MEMBERS]], "n": len(group), "similarity": similarity}
            for group, similarity in families[:_SHOWN]
        ],
        "sampled": near.sampled,
        "counts": {
            "exact_texts": len(near.exact),
            "exact_copies": sum(len(group) - 1 for group in near.exact),
            "near_texts": len(families),
            "near_pairs": len(near.first),
        },
    }


def _families(near: Near) -> list[tuple[list[int], float]]:
    """Near texts that hang together, with the least similarity of a pair in it; best first."""
    if not len(near.first):
        return []
    labels = near.labels()
    number = labels[near.first]
    members: dict[int, set[int]] = {}
    for label, first, second in zip(
        number.tolist(), near.first.tolist(), near.second.tolist(), strict=True
    ):
        members.setdefault(label, set()).update((first, second))
    least = np.full(int(labels.max()) + 1, np.inf)
    np.minimum.at(least, number, near.similarity)
    found = [(sorted(group), round(float(least[label]), 3)) for label, group in members.items()]
    return sorted(found, key=lambda each: (-each[1], each[0]))


def _pictures(collection: "Collection", users: dict[str, list[str]]) -> dict[str, Any]:
    shared = sorted({tuple(sorted(set(ids))) for ids in users.values() if len(set(ids)) > 1})
    table = collection.picture_table() if users else {"sha256": [], "phash": [], "dhash": []}
    shas = list(table["sha256"])
    pairs = (
        near_pictures(table["phash"], table["dhash"], lambda i: collection.thumbnail(shas[i]))
        if len(shas) > 1
        else []
    )
    near = [
        {"ids": [users[shas[i]][0], users[shas[j]][0]], "distance": distance}
        for i, j, distance in sorted(pairs, key=lambda pair: pair[2])
        if shas[i] in users and shas[j] in users
    ]
    return {
        "pictures_exact": [list(group[:_MEMBERS]) for group in shared[:_SHOWN]],
        "pictures_near": near[:_SHOWN],
        "counts": {"pictures_exact": len(shared), "pictures_near": len(near)},
    }
