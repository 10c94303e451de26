"""`tuwen search`: by words, by a picture, or by an item."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tuwen.cli import options
from tuwen.cli.speech import Session, t
from tuwen.core.errors import NotFound, UsageError

if TYPE_CHECKING:
    from tuwen.store import Collection

EXAMPLES = (
    "tuwen search 河边 市集 -c stories.tuwen",
    "tuwen search photo.jpg --to text -k 5 -c stories.tuwen",
)
PICTURE_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"}
TARGETS = ("any", "text", "image")


def command(
    ctx: typer.Context,
    query: Annotated[list[str], typer.Argument(metavar="QUERY...", help=t("arg_query"))],
    collection: options.CollectionOption = None,
    to: Annotated[str, typer.Option("--to", help=t("opt_to"))] = "any",
    k: Annotated[int, typer.Option("-k", metavar="N", min=1, max=1000, help=t("opt_k"))] = 10,
) -> int:
    """Search, best first, each hit with its reason."""
    from tuwen.search import search
    from tuwen.store import Collection

    session: Session = ctx.obj
    if to not in TARGETS:
        raise UsageError("search_to", value=to)
    words = " ".join(query)
    asked = _as_picture(words)
    with Collection.open(options.required_collection(collection)) as store:
        found = search(store, asked, to=to, k=k)
        hits = [_hit(store, hit) for hit in found.hits]
    answer = {"query": words, "mode": found.mode, "hits": hits, "cutoff": found.cutoff}
    session.result("search", answer, _table(hits) or t("nothing_here"))
    return 0


def _as_picture(words: str) -> str | bytes:
    """The bytes of a picture file that was named; anything else is words or an item's id."""
    if not words.strip():
        raise UsageError("empty_query")
    path = Path(words)
    if path.suffix.lower() not in PICTURE_SUFFIXES:
        return words
    if path.is_file():
        return path.read_bytes()
    raise NotFound("source_missing", path=words)


def _hit(store: "Collection", hit: Any) -> dict[str, Any]:
    item = store.get(hit.id)
    text = " ".join(item.text(" · ").split())
    image = item.images[0].name if item.images else ""
    return {
        "id": hit.id,
        "score": round(hit.score, 4),
        "text": text,
        "image": image,
        "why": hit.why,
    }


def _table(hits: list[dict[str, Any]]) -> str:
    from tuwen.core.messages import inert

    lines = []
    for rank, hit in enumerate(hits, 1):
        text = inert(hit["text"])
        picture = f"  [{inert(hit['image'])}]" if hit["image"] else ""
        lines.append(f"{rank:>3}  {hit['score']:>8.3f}  {inert(hit['id'])}{picture}")
        lines.append(f"     {text[:160]}{'…' if len(text) > 160 else ''}")
        lines.append(f"     {t('why')}: {inert(_reason(hit['why']))}")
    return "\n".join(lines)


def _reason(why: Any) -> str:
    if isinstance(why, dict):
        return t("list_and").join(
            f"{t(f'why_{name}')} {_reason(value)}" for name, value in why.items()
        )
    if isinstance(why, (list, tuple)):
        return ", ".join(str(each) for each in why)
    return str(why)
