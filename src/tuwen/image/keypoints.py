"""SIFT keypoints (Lowe 2004) by scikit-image (extra `learn`), as plain arrays."""

from typing import NamedTuple

import numpy as np

from tuwen.core.errors import MissingExtra

DESCRIPTOR = 128


class Keypoints(NamedTuple):
    """(n, 2) rows and columns in pixels; (n,) radius; (n,) angle in radians; (n, 128) descriptors.

    Descriptors are float32 square roots of shares (RootSIFT, Arandjelović and Zisserman 2012), so
    that their inner product compares them well.
    """

    where: np.ndarray
    radius: np.ndarray
    angle: np.ndarray
    descriptors: np.ndarray


def sift(picture: np.ndarray, most: int = 200) -> Keypoints:
    """Up to `most` keypoints of uint8 (H, W, 3), the larger ones first; none in a flat picture.

    Raises MissingExtra without scikit-image.
    """
    try:
        from skimage.feature import SIFT
    except ImportError as error:
        raise MissingExtra("missing_extra", package="scikit-image", extra="learn") from error

    grey = picture.astype(np.float64) @ np.array([0.299, 0.587, 0.114]) / 255
    tool = SIFT(upsampling=2 if min(grey.shape) < 256 else 1)
    if min(grey.shape) < 16 or grey.std() < 1e-3:
        return _none()
    try:
        tool.detect_and_extract(grey)
    except RuntimeError:  # scikit-image's way to say that there is no keypoint
        return _none()
    sizes = np.asarray(tool.sigmas)
    order = np.argsort(-sizes, kind="stable")[:most]
    values = np.asarray(tool.descriptors, np.float32)[order]
    shares = np.sqrt(values / np.maximum(values.sum(1, keepdims=True), 1))
    where, angle = np.asarray(tool.positions)[order], np.asarray(tool.orientations)[order]
    return Keypoints(where, 2 * sizes[order], angle, shares)


def _none() -> Keypoints:
    empty = np.zeros(0)
    return Keypoints(np.zeros((0, 2)), empty, empty, np.zeros((0, DESCRIPTOR), np.float32))


def word_histogram(descriptors: np.ndarray, words: np.ndarray) -> np.ndarray:
    """(k,) float32: square roots of the shares of `descriptors` (n, 128) nearest to each word."""
    if not len(descriptors):
        return np.zeros(len(words), np.float32)
    nearest = (descriptors @ words.T - np.square(words).sum(1) / 2).argmax(1)
    counts = np.bincount(nearest, minlength=len(words))
    return np.sqrt(counts / counts.sum()).astype(np.float32)
