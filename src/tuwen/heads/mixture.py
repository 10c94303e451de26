"""Mixture of word distributions: which of K themes a text's words come from.

Started from spherical k-means on a latent semantic space, then refined by expectation–maximisation
on word presence (Nigam et al. 2000, "Text classification from labeled and unlabeled documents
using EM"). Responsibilities are taken at a temperature above 1 (Ueda and Nakano 1998,
"Deterministic annealing EM"), because words of one text are not independent: at 1 the first
assignment freezes. A theme that its texts leave is dropped.

x_NV presence of V words in N texts · theta_KV log word probabilities · r_NK responsibilities
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import scipy.sparse as sp

from tuwen.core.config import Config
from tuwen.core.errors import DamagedData, Misfit, NotFitted, UsageError
from tuwen.core.latent import Latent, Latents, LatentSpec, expect
from tuwen.core.parts import Head, State
from tuwen.core.stream import stacked


@dataclass(frozen=True, kw_only=True)
class MixtureConfig(Config):
    """`n_components` themes at most; `alpha` pseudo-counts a word and theme; `size` of the start
    space; `n_init` starts of k-means; at most `n_iter` rounds."""

    n_components: int = 10
    alpha: float = 0.2
    temperature: float = 2.0
    size: int = 100
    n_init: int = 5
    n_iter: int = 60
    seed: int = 0


@final
class Mixture(Head):
    """`answer` gives the likeliest theme of each row, -1 where a row has none of the words."""

    name = "mixture/1"

    def __init__(self, config: MixtureConfig = MixtureConfig()) -> None:
        """Only stores."""
        self.config: MixtureConfig = config
        self.theta_KV: np.ndarray | None = None
        self.prior_K: np.ndarray | None = None

    def spec(self, *given: LatentSpec) -> LatentSpec:
        """Scores over the themes; raises Misfit for anything but one sparse latent."""
        expect(self.name, given, "sparse")
        return LatentSpec(kind="vector", size=self.config.n_components)

    def truths(self, items: Sequence[Any], name: str) -> Sequence[Any]:
        """Themes are found, not taught."""
        return [None] * len(items)

    def fit(self, latents: Latents, targets: Sequence[Any] | None = None) -> None:
        """Learn the themes of a stream of counts or weights; `targets` are not used."""
        x_NV = _presence(stacked(latents))
        x_NV = x_NV[np.diff(x_NV.indptr) > 0]
        if not x_NV.shape[0]:
            raise UsageError("nothing_to_learn")
        k = min(self.config.n_components, x_NV.shape[0])
        labels = spherical_k_means(
            latent_space(x_NV, self.config.size, self.config.seed),
            k,
            n_init=self.config.n_init,
            seed=self.config.seed,
        )
        self._refine(x_NV, np.eye(k, dtype=np.float32)[labels])

    def _refine(self, x_NV: sp.csr_matrix, r_NK: np.ndarray) -> None:
        """Expectation–maximisation until responsibilities move by less than 1e-4 on average."""
        xt_VN = x_NV.T.tocsr()
        for _ in range(self.config.n_iter):
            self._maximise(xt_VN, r_NK)
            new_NK = self._responsibilities(x_NV)
            moved = float(np.abs(new_NK - r_NK).mean())
            r_NK = new_NK
            if moved < 1e-4:
                break
        alive = np.bincount(r_NK.argmax(1), minlength=r_NK.shape[1]) > 0
        if not alive.all():
            r_NK = r_NK[:, alive]
            r_NK /= r_NK.sum(1, keepdims=True)
        self._maximise(xt_VN, r_NK)
        self._sort(x_NV)

    def _maximise(self, xt_VN: sp.csr_matrix, r_NK: np.ndarray) -> None:
        n_KV = (xt_VN @ r_NK).T + np.float32(self.config.alpha)
        self.theta_KV = np.log(n_KV / n_KV.sum(1, keepdims=True)).astype(np.float32)
        self.prior_K = np.log((r_NK.sum(0) + 1) / (len(r_NK) + r_NK.shape[1])).astype(np.float32)

    def _sort(self, x_NV: sp.csr_matrix) -> None:
        """Largest theme first, so that numbers mean something and runs compare."""
        theta_KV, prior_K = self._learned()
        sizes = np.bincount(self._responsibilities(x_NV).argmax(1), minlength=len(prior_K))
        order = np.argsort(-sizes, kind="stable")
        self.theta_KV, self.prior_K = np.ascontiguousarray(theta_KV[order]), prior_K[order]

    @property
    def n_themes(self) -> int:
        """How many themes there are; raises NotFitted."""
        return len(self._learned()[1])

    def _learned(self) -> tuple[np.ndarray, np.ndarray]:
        if self.theta_KV is None or self.prior_K is None:
            raise NotFitted("not_fitted", part=self.name)
        return self.theta_KV, self.prior_K

    def _responsibilities(self, x_NV: sp.csr_matrix) -> np.ndarray:
        theta_KV, prior_K = self._learned()
        scores = (x_NV @ theta_KV.T) / np.float32(self.config.temperature) + prior_K
        scores -= scores.max(1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(1, keepdims=True)
        return scores

    def probabilities(self, latent: Latent) -> np.ndarray:
        """(N, K) float32 shares of the themes, rows summing to 1; a row without words: zeros."""
        theta_KV, _ = self._learned()
        if latent.values.shape[1] != theta_KV.shape[1]:
            raise Misfit("mixture_width", got=latent.values.shape[1], expected=theta_KV.shape[1])
        x_NV = _presence(latent.values)
        shares = self._responsibilities(x_NV)
        shares[np.diff(x_NV.indptr) == 0] = 0
        return shares

    def answer(self, latent: Latent) -> np.ndarray:
        """(N,) int64: the likeliest theme, -1 for a row without words."""
        shares = self.probabilities(latent)
        return np.where(shares.any(1), shares.argmax(1), -1)

    def state(self) -> State:
        """The two arrays."""
        theta_KV, prior_K = self._learned()
        return State({}, {"theta": theta_KV, "prior": prior_K})

    def restore(self, state: State) -> None:
        """Take back what `state` gave."""
        theta, prior = state.tensors.get("theta"), state.tensors.get("prior")
        if theta is None or prior is None or theta.ndim != 2 or prior.shape != theta.shape[:1]:
            raise DamagedData("damaged_part", part=self.name)
        self.theta_KV, self.prior_K = theta, prior


def _presence(x_NV: sp.csr_matrix) -> sp.csr_matrix:
    """Ones where a word stands."""
    x_NV = x_NV.tocsr()
    return sp.csr_matrix(
        (np.ones(len(x_NV.data), np.float32), x_NV.indices, x_NV.indptr), shape=x_NV.shape
    )


def latent_space(x_NV: sp.csr_matrix, size: int, seed: int) -> np.ndarray:
    """(N, min(size, ...)) unit rows: TF-IDF of presence, then a truncated SVD (LSA)."""
    from sklearn.utils.extmath import randomized_svd

    n, width = x_NV.shape
    df = np.bincount(x_NV.indices, minlength=width)
    idf = (np.log((1 + n) / (1 + df)) + 1).astype(np.float32)
    weighted = sp.csr_matrix((idf[x_NV.indices], x_NV.indices, x_NV.indptr), shape=x_NV.shape)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(1))).ravel()
    weighted = (
        sp.diags_array(1 / np.maximum(lengths, 1e-12)).astype(np.float32) @ weighted
    ).tocsr()
    size = max(1, min(size, n - 1, width - 1))
    u, s, _ = randomized_svd(weighted, size, n_iter=3, random_state=seed)
    return unit_rows((u * s).astype(np.float32))


def unit_rows(z_ND: np.ndarray) -> np.ndarray:
    """Rows divided by their length; a zero row stays zero."""
    return z_ND / np.maximum(np.linalg.norm(z_ND, axis=1, keepdims=True), 1e-12)


def spherical_k_means(
    z_ND: np.ndarray, k: int, *, n_init: int = 5, n_iter: int = 30, seed: int = 0
) -> np.ndarray:
    """(N,) labels in [0, k): k-means by cosine on unit rows, the best of `n_init` starts.

    Every sum has one order, so a thread more or less changes nothing (Dhillon and Modha 2001).
    """
    random = np.random.default_rng(seed)
    best, best_score = np.zeros(len(z_ND), np.int64), -np.inf
    for _ in range(n_init):
        centres_KD = _plus_plus(z_ND, k, random)
        labels = None
        for _ in range(n_iter):
            near = z_ND @ centres_KD.T
            new = near.argmax(1)
            if labels is not None and np.array_equal(new, labels):
                break
            labels = new
            member = sp.csr_matrix(
                (np.ones(len(new), np.float32), (new, np.arange(len(new)))), shape=(k, len(new))
            )
            sums = member @ z_ND
            empty = ~sums.any(1)
            sums[empty] = centres_KD[empty]
            centres_KD = unit_rows(sums)
        score = float(near.max(1).sum())
        if score > best_score:
            best, best_score = new, score
    return best


def _plus_plus(z_ND: np.ndarray, k: int, random: np.random.Generator) -> np.ndarray:
    """k rows far from one another (k-means++, Arthur and Vassilvitskii 2007)."""
    chosen = [int(random.integers(len(z_ND)))]
    far = 1 - z_ND @ z_ND[chosen[0]]
    for _ in range(k - 1):
        weight = np.maximum(far, 0).astype(np.float64)
        total = weight.sum()
        pick = random.choice(len(z_ND), p=weight / total) if total > 0 else chosen[0]
        chosen.append(int(pick))
        far = np.minimum(far, 1 - z_ND @ z_ND[pick])
    return z_ND[chosen]
