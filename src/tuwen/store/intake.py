"""Pictures of a chunk through the safe intake, and records joined with what came of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from tuwen.core import files
from tuwen.core.items import ImageRef, Item
from tuwen.core.records import Picture, Record, Reject
from tuwen.image.facts import MAX_BYTES, Examined, ImageReject
from tuwen.readers.times import parse_time
from tuwen.store.batch import Refusal
from tuwen.store.pictures import NewPicture, Pictures

if TYPE_CHECKING:
    from tuwen.image.safe import Intake


class Verdict(NamedTuple):
    """Of one picture: its SHA-256 with what it says of itself, or why it was refused."""

    sha256: str = ""
    taken: dict[str, Any] | None = None
    refused: ImageReject | None = None


class Examining:
    """The pictures of one chunk; equal bytes, and bytes that the collection holds, open once."""

    def __init__(self, pictures: Sequence[Picture], held: Pictures) -> None:
        """Read their bytes."""
        self._pictures, self._held = pictures, held
        self._read = [_read(picture) for picture in pictures]
        self._hashes = [files.sha256(d) if isinstance(d, bytes) else "" for d in self._read]
        known = held.known(sorted({bytes.fromhex(sha) for sha in self._hashes if sha}))
        self._new: dict[str, int] = {}
        for place, sha in enumerate(self._hashes):
            if sha and bytes.fromhex(sha) not in known:
                self._new.setdefault(sha, place)
        self._found: dict[str, Examined | ImageReject] = {}
        self._stream: Iterator[tuple[str, Examined | ImageReject]] = iter(())

    @property
    def n_new(self) -> int:
        """How many must be opened."""
        return len(self._new)

    def start(self, intake: "Intake") -> None:
        """Let the children begin; returns when the first picture is done."""
        places = list(self._new.values())
        names = [(self._pictures[place].name, self._read[place]) for place in places]
        stream = intake.examine_many(names)  # type: ignore[arg-type]  # those of _new were read
        hashes = iter(self._hashes[place] for place in places)
        self._stream = ((next(hashes), found) for _, found in stream)
        self._found.update([next(self._stream)])

    def finish(self) -> list[Verdict]:
        """What came of each picture, in the order given."""
        self._found.update(self._stream)
        return [
            self._verdict(data, sha) for data, sha in zip(self._read, self._hashes, strict=True)
        ]

    def _verdict(self, data: bytes | ImageReject, sha: str) -> Verdict:
        if isinstance(data, ImageReject):
            return Verdict(refused=data)
        found = self._found.get(sha)
        if found is None:
            return Verdict(sha, self._held.facts(sha)["taken"])
        if isinstance(found, ImageReject):
            return Verdict(refused=replace(found, first_bytes=data[:80]))
        return Verdict(sha, dict(found.taken))

    def accepted(self, link: bool) -> list[NewPicture]:
        """Those the collection does not hold yet."""
        new = []
        for sha, place in self._new.items():
            found, data, path = self._found[sha], self._read[place], self._pictures[place].path
            if isinstance(found, Examined) and isinstance(data, bytes):
                source = str(path.absolute()) if path is not None else ""
                new.append(NewPicture(found, data, source, not (link and source)))
        return new


def size(picture: Picture) -> int:
    """Bytes of a picture, bounded by what is accepted; 0 where it cannot be told."""
    if picture.data is not None:
        return min(len(picture.data), MAX_BYTES)
    try:
        return min(picture.path.stat().st_size, MAX_BYTES) if picture.path else 0
    except OSError:
        return 0


def _read(picture: Picture) -> bytes | ImageReject:
    if picture.data is None and picture.path is not None:
        try:
            n_bytes = picture.path.stat().st_size
            if n_bytes > MAX_BYTES:
                limits = {"n_bytes": n_bytes, "limit": MAX_BYTES}
                return ImageReject(reason="picture_too_many_bytes", values=limits)
        except OSError as error:
            return _unreadable(error)
    try:
        return picture.read()
    except OSError as error:
        return _unreadable(error)


def _unreadable(error: OSError) -> ImageReject:
    return ImageReject(reason="picture_not_readable", values={"why": error.strerror or str(error)})


def join(record: Record, verdicts: Sequence[Verdict]) -> tuple[Item | None, list[Refusal]]:
    """The item with the pictures that were accepted, and the refusals.

    A refused picture leaves a record that has text, or another picture, in the collection, and is
    kept as a refusal of that item. A record that has nothing else is refused as a whole.
    """
    pairs = list(zip(record.pictures, verdicts, strict=True))
    images = [ImageRef(v.sha256, p.name) for p, v in pairs if v.refused is None]
    images = [*record.item.images, *images]
    refused = [(p, v.refused) for p, v in pairs if v.refused is not None]
    if not images and not any(text.strip() for text in record.item.fields.values()):
        picture, why = refused[0]
        return None, [Refusal(_reject(record, picture, why))]
    taken = next((v.taken for v in verdicts if v.taken), None)
    item = replace(record.item, images=tuple(images))
    item = _with_taken(item, taken) if taken else item
    name = item.id or (item.packed()[0] if refused else "")
    return item, [Refusal(_reject(record, p, why), name, p.name) for p, why in refused]


def _reject(record: Record, picture: Picture, why: ImageReject) -> Reject:
    file = str(picture.path) if picture.path is not None else record.item.origin.file
    line = 0 if picture.path is not None else record.item.origin.line
    return Reject(file, line, why.reason, dict(why.values), why.first_bytes)


def _with_taken(item: Item, taken: dict[str, Any]) -> Item:
    """What a picture says of itself fills what the record leaves open, and nothing else."""
    changes: dict[str, Any] = {}
    fields = {n: taken[k] for n, k in (("title", "title"), ("text", "caption")) if taken.get(k)}
    if fields and not any(text.strip() for text in item.fields.values()):
        changes["fields"] = {**item.fields, **fields}
    if item.time is None and taken.get("time"):
        changes["time"] = parse_time(str(taken["time"]))
    if not item.place and taken.get("place"):
        place = taken["place"]
        changes["place"] = place if isinstance(place, str) else ", ".join(map(str, place))
    more = {n: taken[n] for n in ("byline", "keywords") if taken.get(n) and n not in item.meta}
    if more:
        changes["meta"] = {**item.meta, **more}
    return replace(item, **changes) if changes else item
