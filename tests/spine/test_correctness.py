"""Where textbook accounts go wrong: what these parts must get right (docs/capabilities.md)."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch
import toys
from cases import CASES, text_cnn, text_rnn, writer

from tuwen.core.errors import Misfit
from tuwen.core.items import Item
from tuwen.core.latent import Latent, LatentSpec
from tuwen.core.pipeline import Pipeline
from tuwen.fit.fit import fit
from tuwen.fit.run import Run
from tuwen.heads.crf import Crf
from tuwen.nn.latents import tensors
from tuwen.objectives.elbo import Elbo, ElboConfig
from tuwen.objectives.reconstruction import Reconstruction
from tuwen.steps.fuse import Fuse
from tuwen.steps.gaussian import Gaussian, GaussianConfig

VECTOR = LatentSpec(kind="vector", size=6)


def vectors(n: int = 40) -> Latent:
    values = np.random.default_rng(0).standard_normal((n, 6)).astype(np.float32)
    return Latent(values=values, spec=VECTOR)


@pytest.mark.parametrize("encoder", [text_cnn, text_rnn, lambda: text_rnn(gives="sequence")])
def test_padding_is_masked(encoder) -> None:
    """A text's features do not change when a longer one stands beside it (6)."""
    part, short = encoder(), Item(id="s", fields={"text": "球赛"})
    part.prepare(toys.texts(20))
    alone = part.encode([short]).values[0]
    beside = part.encode([short, Item(id="l", fields={"text": "饭菜汤" * 30})]).values[0]
    beside = beside[: len(alone)] if alone.ndim == 2 else beside
    np.testing.assert_allclose(alone, beside, atol=1e-6)


def test_a_convolution_sums_and_then_takes_the_maximum() -> None:
    """(5) against a plain loop over windows."""
    part = text_cnn()
    part.prepare(toys.texts(20))
    item = toys.texts(1, seed=3)[0]
    codes = part.collate([item]).values[0]
    net = part.module()
    vectors_TD = net["embedding"].weight.detach().numpy()[codes]
    expected = []
    for layer in net["convolutions"]:
        weight_FDW, bias_F = layer.weight.detach().numpy(), layer.bias.detach().numpy()
        width = weight_FDW.shape[2]
        padded = np.pad(vectors_TD, ((0, width - 1), (0, 0)))
        windows = [padded[t : t + width].T for t in range(len(codes))]
        sums = [(weight_FDW * window).sum((1, 2)) + bias_F for window in windows]
        expected.append(np.maximum(sums, 0).max(0))
    np.testing.assert_allclose(part.encode([item]).values[0], np.concatenate(expected), atol=1e-5)


def test_crf_sums_over_all_sequences_and_finds_the_best() -> None:
    """Against an enumeration of every sequence of tags."""
    spec = LatentSpec(kind="sequence", size=6)
    values = np.random.default_rng(0).standard_normal((1, 4, 6)).astype(np.float32)
    given = Latent(values=values, spec=spec, mask=np.array([[True, True, True, False]]))
    head = Crf()
    head.fit([given], [["A", "B", "C"]])
    for weight in (head.module().after_CC, head.module().first_C, head.module().last_C):
        torch.nn.init.normal_(weight)
    sequences = [list(tags) for tags in itertools.product("ABC", repeat=3)]
    with torch.no_grad():
        log_p = [
            float(head.log_prob(tensors(head.collate([tags])), tensors(given)))
            for tags in sequences
        ]
    assert np.exp(log_p).sum() == pytest.approx(1, abs=1e-5)
    assert head.answer(given) == [sequences[int(np.argmax(log_p))]]


def test_z_is_mu_plus_sigma_eps_and_the_kl_is_its_own() -> None:
    """(12) moments of many draws; the closed form against a Monte Carlo estimate."""
    step, row = Gaussian(GaussianConfig(size=2)), tensors(vectors(1))
    step.fit([vectors()])
    step.module().train()
    many = replace(row, values=row.values.expand(40_000, -1))
    torch.manual_seed(0)
    with torch.no_grad():
        mu, log_sigma = (each[0] for each in step.posterior(row))
        z = step.flow(many).values
        posterior = torch.distributions.Normal(mu, log_sigma.exp())
        prior = torch.distributions.Normal(0.0, 1.0)
        sampled = (posterior.log_prob(z) - prior.log_prob(z)).sum(1).mean()
        torch.testing.assert_close(z.mean(0), mu, atol=0.03, rtol=0)
        torch.testing.assert_close(z.std(0), log_sigma.exp(), atol=0.03, rtol=0)
        torch.testing.assert_close(step.penalty(row)[0], sampled, atol=0.03, rtol=0)
    np.testing.assert_allclose(step.apply(vectors(1)).values[0], mu.numpy(), atol=1e-6)


@pytest.fixture(scope="module")
def vae() -> tuple[Pipeline, Run, list[Item]]:
    """A fitted VAE, drawing its codes, and held-out rows."""
    pipeline, items = CASES["vae"].fitted(), toys.echoes(60, seed=1)
    run = Run(pipeline, [node.address for node in pipeline.nodes()])
    for module in run.modules():
        module.train()
    return pipeline, run, items


def test_the_elbo_weighs_its_kl_by_one(vae) -> None:
    """(13) the loss is -(log p - KL), and doubling beta adds the KL once more."""
    _, run, items = vae
    batch = run.batch(items)

    def loss(beta: float) -> float:
        torch.manual_seed(1)
        ((value, _),) = Elbo(ElboConfig(beta=beta)).losses(run, batch)
        return value.item()

    torch.manual_seed(1)
    forward = run.forward(batch)
    log_p, kl = run.log_prob(forward, batch).mean().item(), forward.penalty.mean().item()
    assert Elbo().config.beta == 1 and kl > 0.5
    assert loss(1) == pytest.approx(-(log_p - kl), abs=1e-5)
    assert loss(2) - loss(1) == pytest.approx(kl, abs=1e-5)


def test_the_elbo_bounds_an_importance_weighted_estimate(vae) -> None:
    """(13) -ELBO >= the NLL estimated with many draws a row (Burda et al. 2016)."""
    pipeline, run, items = vae
    step, batch = pipeline.nodes()[1].part, run.batch(items)
    weights, bounds = [], []
    with torch.no_grad():
        for _ in range(50):
            forward = run.forward(batch)
            z = forward.lanes["text"].values
            given = pipeline.nodes()[0].part.flow(batch.lanes["text"])
            mu, log_sigma = step.posterior(given)
            log_q = torch.distributions.Normal(mu, log_sigma.exp()).log_prob(z).sum(1)
            log_prior = torch.distributions.Normal(0.0, 1.0).log_prob(z).sum(1)
            log_p = run.log_prob(forward, batch).values
            weights.append(log_p + log_prior - log_q)
            bounds.append(log_p - forward.penalty)
    nll = -(torch.logsumexp(torch.stack(weights), 0) - np.log(50)).mean()
    assert -torch.stack(bounds).mean() >= nll - 0.05


def test_shuffled_codes_destroy_reconstruction(vae) -> None:
    """(9) the decoder sees the code only."""
    _, run, items = vae
    batch = run.batch(items)
    with torch.no_grad():
        forward = run.forward(batch)
        own = run.log_prob(forward, batch).mean()
        lane = forward.lanes["text"]
        turned = replace(forward, lanes={"text": lane.select(torch.arange(len(items)).roll(1))})
        assert run.log_prob(turned, batch).mean() < own - 2  # nats a text of three units


def test_word_ids_are_never_measured() -> None:
    """(10) a squared error on codes is refused."""
    pipeline = Pipeline({"text": [text_rnn("text")]}, ends={"text": writer()})
    case = CASES["vae"]
    with pytest.raises(Misfit, match="categories"):
        fit(pipeline, case.items, case.plan, objective=Reconstruction())


def test_a_missing_side_has_no_say() -> None:
    """A row mask, never zeros: what stands in the missing side's place changes nothing."""
    fuse, left, right = Fuse(), vectors(), replace(vectors(), values=vectors().values[::-1].copy())
    fuse.fit([left], [right])
    absent = np.arange(len(left)) % 2 == 0
    garbage = right.values.copy()
    garbage[absent] = 1e6
    fused = [
        fuse.apply(left, replace(right, values=values, present=~absent)).values
        for values in (right.values, garbage)
    ]
    np.testing.assert_array_equal(*fused)
    neither = replace(left, present=np.zeros(len(left), bool))
    assert not fuse.apply(neither, neither).rows.any()
