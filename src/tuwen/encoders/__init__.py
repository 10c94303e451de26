"""Encoders: items → latent."""

from tuwen.core.registry import Registry

TABLE = Registry(
    "encoder",
    {
        "image_cnn/1": "tuwen.encoders.image_cnn:ImageCnn",
        "image_descriptors/1": "tuwen.encoders.image_descriptors:ImageDescriptors",
        "noise/1": "tuwen.encoders.noise:Noise",
        "text_cnn/1": "tuwen.encoders.text_cnn:TextCnn",
        "text_counts/1": "tuwen.encoders.text_counts:TextCounts",
        "text_phrases/1": "tuwen.encoders.text_phrases:TextPhrases",
        "text_rnn/1": "tuwen.encoders.text_rnn:TextRnn",
        "text_vectors/1": "tuwen.encoders.text_vectors:TextVectors",
    },
)
