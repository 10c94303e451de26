"""Shares of queries: their intervals, and whether they are above chance."""

import math


def wilson(hits: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """Interval of a share, 95 % at the default `z` (Wilson 1927); (0, 1) where `n` is 0."""
    if n == 0:
        return 0.0, 1.0
    share, weight = hits / n, z * z / n
    middle = (share + weight / 2) / (1 + weight)
    half = z * math.sqrt(share * (1 - share) / n + weight / (4 * n)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def above_chance(hits: int, n: int, chance: float) -> float:
    """Probability of at least `hits` of `n` at `chance` each: small means above chance."""
    if hits <= 0 or chance >= 1:
        return 1.0
    if chance <= 0:
        return 0.0
    first, second = math.log(chance), math.log1p(-chance)
    logs = [
        math.lgamma(n + 1)
        - math.lgamma(i + 1)
        - math.lgamma(n - i + 1)
        + i * first
        + (n - i) * second
        for i in range(hits, n + 1)
    ]
    top = max(logs)
    return min(1.0, math.exp(top) * sum(math.exp(each - top) for each in logs))
