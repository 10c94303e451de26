"""Search: by words, by a picture, or by an item; in words, vectors and pictures at once."""

from tuwen.search.query import search
from tuwen.search.result import Hit, SearchResult

__all__ = ["Hit", "SearchResult", "search"]
