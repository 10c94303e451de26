"""The one tree of errors. Each carries a message key with values; the surface renders it.

TuwenError
├── UsageError (ValueError)           exit 2   the request makes no sense
│   ├── UnknownName                            a name that no table holds, with did-you-mean
│   ├── BadConfig                              a setting outside what its part accepts
│   ├── Misfit                                 parts that cannot follow one another
│   └── NotFitted (AttributeError)             predict before fit
├── NotFound (LookupError)            exit 3   a file, an item, a model that is not there
├── MissingExtra (ImportError)        exit 2   an optional dependency that is not installed
├── DamagedData (ValueError)          exit 5   bytes that fail their digest or their format
├── Busy                              exit 6   another writer holds the collection
├── LimitReached                      exit 7   out of disk, memory, or over a stated limit
├── Refused                           exit 8   unsafe input, not opened
├── BelowThreshold                    exit 9   done, and below what was asked for
└── Interrupted                       exit 130 stopped by the user or the system (143), resumable
"""

from typing import Any

from tuwen.core.messages import render


class TuwenError(Exception):
    """An error meant for the reader: what was wrong, where, and what to do."""

    exit_code = 1

    def __init__(self, key: str, /, **values: Any) -> None:
        """Store a message `key` of `core/messages/*.json` and the `values` it names."""
        super().__init__(key)
        self.key = key
        self.values = values

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.key, self.values)

    def __str__(self) -> str:
        return render(self.key, "en", **self.values)

    def text(self, lang: str) -> str:
        """The message in `lang` ("zh" or "en")."""
        return render(self.key, lang, **self.values)


def _rebuild(kind: type[TuwenError], key: str, values: dict[str, Any]) -> TuwenError:
    return kind(key, **values)


class UsageError(TuwenError, ValueError):
    """The request makes no sense as it stands."""

    exit_code = 2


class UnknownName(UsageError):
    """A name that no closed table holds."""


class BadConfig(UsageError):
    """A setting outside what its part accepts."""


class Misfit(UsageError):
    """Parts that cannot follow one another."""


class NotFitted(UsageError, AttributeError):
    """An answer was asked before anything was learned."""


class MissingExtra(TuwenError, ImportError):
    """An optional dependency that is not installed."""

    exit_code = 2


class NotFound(TuwenError, LookupError):
    """A file, an item or a model that is not there."""

    exit_code = 3


class DamagedData(TuwenError, ValueError):
    """Bytes that fail their digest or their format."""

    exit_code = 5


class Busy(TuwenError):
    """Another writer holds the collection."""

    exit_code = 6


class LimitReached(TuwenError):
    """Out of disk or memory, or over a stated limit."""

    exit_code = 7


class Refused(TuwenError):
    """Unsafe input that is not opened."""

    exit_code = 8


class BelowThreshold(TuwenError):
    """Done, and the result is below what was asked for."""

    exit_code = 9


class Interrupted(TuwenError):
    """Stopped by the user (130) or the system (143); what was committed stays."""

    exit_code = 130
