"""keywords: the words and phrases that name what is in the collection, as a whole and by language."""

from typing import Any

from tuwen.encoders.text_phrases import TextPhrases, TextPhrasesConfig
from tuwen.mining.context import Context
from tuwen.mining.stage import Stage
from tuwen.store import dictionary
from tuwen.tasks.keywords import PER_TEXT, Tally
from tuwen.text.language import UNKNOWN, detect_many

READ = 2_000  # items looked at in one go
MOST = 100
BY_LANGUAGE = 30
FEW = 20  # items of a language below which it has no list of its own


class KeywordStage(Stage):
    """Scored on the sample (see `encoders/text_phrases.py`)."""

    name = "keywords"
    gives = ("keywords", "by_language")

    def forecast(self, n_texts: int, n_pictures: int) -> float:
        """About 10,000 sampled texts a second."""
        return min(n_texts, 20_000) / 10_000

    def run(self, context: Context) -> dict[str, Any] | None:
        """Most telling first."""
        own = dictionary.words(context.collection)
        phrases = TextPhrases(TextPhrasesConfig(user_dictionary=own))
        found, languages = [], []
        rows = context.close_sample
        for start in range(0, len(rows), READ):
            ids = context.ids(rows[start : start + READ])
            items = list(context.collection.items(ids))
            languages += detect_many(item.text() for item in items).codes
            found.append(phrases.candidates(items))
        phrases.prepare_candidates(found)
        tallies = {"": Tally()} | {code: Tally() for code in sorted({*languages} - {UNKNOWN})}
        for i, each in enumerate(found):
            for row, words, _ in phrases.best(each, PER_TEXT):
                tallies[""].add(words)
                if (code := languages[i * READ + row]) in tallies:
                    tallies[code].add(words)
        keywords = tallies.pop("").best(MOST)
        if not keywords:
            return None
        wanted = [code for code in tallies if languages.count(code) >= FEW]
        wanted.sort(key=languages.count, reverse=True)
        return {
            "keywords": keywords,
            "by_language": {
                code: tallies[code].best(BY_LANGUAGE) for code in wanted if len(wanted) > 1
            },
            "sample": len(rows),
        }
