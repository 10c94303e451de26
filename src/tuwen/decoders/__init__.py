"""Decoders: latent → items."""

from tuwen.core.registry import Registry

TABLE = Registry(
    "decoder",
    {
        "image_deconv/1": "tuwen.decoders.image_deconv:ImageDeconv",
        "text_rnn/1": "tuwen.decoders.text_rnn:TextRnnDecoder",
    },
)
