"""The hard cases of the spine, each as a pipeline, its items, its plan and its objective."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import toys

from tuwen.core.items import Item
from tuwen.core.parts import Objective
from tuwen.core.pipeline import Pipeline
from tuwen.core.plan import Plan
from tuwen.core.tree import end, frozen
from tuwen.decoders.image_deconv import ImageDeconv, ImageDeconvConfig
from tuwen.decoders.text_rnn import TextRnnDecoder, TextRnnDecoderConfig
from tuwen.encoders.image_cnn import ImageCnn, ImageCnnConfig
from tuwen.encoders.noise import Noise, NoiseConfig
from tuwen.encoders.text_cnn import TextCnn, TextCnnConfig
from tuwen.encoders.text_rnn import TextRnn, TextRnnConfig
from tuwen.fit.callbacks import Anneal, Callback
from tuwen.fit.fit import fit
from tuwen.heads.crf import Crf
from tuwen.heads.softmax import Softmax
from tuwen.objectives.adversarial import Adversarial
from tuwen.objectives.contrastive import Contrastive
from tuwen.objectives.elbo import Elbo
from tuwen.objectives.likelihood import Likelihood
from tuwen.objectives.reconstruction import Reconstruction
from tuwen.steps.fuse import Fuse, FuseConfig
from tuwen.steps.gaussian import Gaussian, GaussianConfig
from tuwen.steps.one_space import OneSpace, OneSpaceConfig


@dataclass(frozen=True)
class Case:
    """`build` gives the pipeline unfitted, the same each time."""

    build: Callable[[], Pipeline]
    items: Sequence[Item]
    plan: Plan
    objective: Objective
    callbacks: Sequence[Callback] = ()

    def fitted(self, **options) -> Pipeline:
        """Built and fitted on all items."""
        options = {"objective": self.objective, "callbacks": self.callbacks, **options}
        return fit(self.build().see(toys.ALBUM), self.items, self.plan, **options)


def text_cnn() -> TextCnn:
    return TextCnn(TextCnnConfig(embedding=8, filters=8, widths=(1, 2)))


def text_rnn(field: str = "", gives: str = "vector") -> TextRnn:
    return TextRnn(TextRnnConfig(field=field, gives=gives, embedding=8, hidden=24))


def image_cnn() -> ImageCnn:
    return ImageCnn(ImageCnnConfig(side=8, channels=(8, 16)))


def writer(**options) -> TextRnnDecoder:
    return TextRnnDecoder(TextRnnDecoderConfig(embedding=8, hidden=32, longest=16, **options))


def painter() -> ImageDeconv:
    return ImageDeconv(ImageDeconvConfig(side=8, channels=(12,)))


def classifier() -> Pipeline:
    return Pipeline({"text": [text_cnn()]}, ends={"label": Softmax()})


def tagger() -> Pipeline:
    return Pipeline({"text": [text_rnn(gives="sequence")]}, ends={"tags": Crf()})


def conditioned() -> Pipeline:
    branches = {"source": [text_rnn("source")], "tone": [text_rnn("tone")]}
    return Pipeline(branches, ends={"text": end(writer(), "source", "tone")})


def vae() -> Pipeline:
    steps = [text_rnn("text"), Gaussian(GaussianConfig(size=8))]
    return Pipeline({"text": steps}, ends={"text": writer(word_dropout=0.7)})


def gan() -> Pipeline:
    return Pipeline({"noise": [Noise(NoiseConfig(size=4))]}, ends={"image": painter()})


def autoencoder() -> Pipeline:
    return Pipeline({"image": [image_cnn()]}, ends={"image": painter()})


def one_space() -> Pipeline:
    text = TextCnn(TextCnnConfig(embedding=8, filters=8, widths=(1, 2)))
    join = OneSpace(OneSpaceConfig(size=16))
    return Pipeline({"text": [text], "image": [image_cnn()]}, join=join)


def fused() -> Pipeline:
    branches = {"text": [text_cnn()], "image": [image_cnn()]}
    return Pipeline(branches, join=Fuse(FuseConfig(size=12)), ends={"label": Softmax()})


def crossed() -> Pipeline:
    """Two encoders into one code through a shared trunk; each side is made from the other."""
    branches = {"text": [text_cnn()], "image": [image_cnn()]}
    ends = {"text": end(writer(), "image"), "image": end(painter(), "text")}
    return Pipeline(branches, trunk=[Gaussian(GaussianConfig(size=8))], ends=ends)


def reused() -> Pipeline:
    """The encoder of a fitted classifier, frozen, under a fresh head."""
    taught = CASES["classifier"].fitted()
    return Pipeline({"text": [frozen(taught.nodes()[0].part)]}, ends={"label": Softmax()})


TEXTS, PICTURED = toys.texts(120), toys.pictured(120)
QUICK = Plan(steps=60, batch_size=16, learning_rate=1e-2)

CASES = {
    "classifier": Case(classifier, TEXTS, QUICK, Likelihood()),
    "tagger": Case(tagger, toys.tagged(80), QUICK, Likelihood()),
    "conditioned": Case(
        conditioned, toys.echoes(200), Plan(steps=350, learning_rate=1e-2), Likelihood()
    ),
    "vae": Case(vae, toys.echoes(200), Plan(steps=300, learning_rate=1e-2), Elbo(), [Anneal(200)]),
    "gan": Case(gan, PICTURED, Plan(steps=120, learning_rate=3e-3), Adversarial()),
    "autoencoder": Case(autoencoder, PICTURED, QUICK, Reconstruction()),
    "one_space": Case(one_space, toys.pairs(120), QUICK, Contrastive()),
    "fused": Case(fused, PICTURED, QUICK, Likelihood()),
    "crossed": Case(crossed, PICTURED, replace(QUICK, steps=100), Elbo()),
    "reused": Case(reused, TEXTS, QUICK, Likelihood()),
}
