"""One verb a file: estimators with scikit-learn's manners, and the table that names them."""

from typing import NamedTuple


class Task(NamedTuple):
    """A verb a person would use: its estimator, the file it stands in, and its command."""

    name: str
    estimator: str
    file: str
    command: str


TASKS = (
    Task("keywords", "Keywords", "tasks/keywords.py", "tuwen mine"),
    Task("topics", "Topics", "tasks/topics.py", "tuwen mine"),
    Task("clusters", "Clusters", "tasks/clusters.py", "tuwen mine"),
    Task("word vectors", "WordVectors", "tasks/word_vectors.py", "tuwen mine"),
    Task("match text and pictures", "Matcher", "tasks/matcher.py", "tuwen mine, tuwen search"),
)
