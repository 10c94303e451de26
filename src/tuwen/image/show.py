"""Descriptors seen as pictures: edges, gradients, keypoints and colours, as uint8 (H, W, 3)."""

import numpy as np
from PIL import Image, ImageDraw

from tuwen.image.colours import main_colours
from tuwen.image.edges import edges
from tuwen.image.gradients import cells
from tuwen.image.keypoints import sift


def show_edges(picture: np.ndarray) -> np.ndarray:
    """Canny edges, black on white, of uint8 (H, W, 3)."""
    return np.repeat(np.where(edges(picture), 0, 255).astype(np.uint8)[..., None], 3, -1)


def show_gradients(picture: np.ndarray, side: int = 8, zoom: int = 3) -> np.ndarray:
    """HOG glyphs: in each cell a line along each of 9 edge directions, darker where stronger.

    The result is `zoom` times the size of uint8 (H, W, 3), cut to whole cells of `side` px.
    """
    strength = cells(picture[None], side).unsigned()[0]
    rows, columns, angles = strength.shape
    length = side * zoom
    canvas = Image.new("L", (columns * length, rows * length), 255)
    draw = ImageDraw.Draw(canvas)
    top = float(strength.max()) or 1.0
    for place in np.argsort(strength, axis=None, kind="stable"):  # faint first
        row, column, angle = np.unravel_index(place, strength.shape)
        # An edge runs at a right angle to its gradient.
        turn = np.pi * (angle + 0.5) / angles + np.pi / 2
        dx, dy = np.cos(turn) * length * 0.45, np.sin(turn) * length * 0.45
        x, y = (column + 0.5) * length, (row + 0.5) * length
        grey = int(255 - 255 * strength[row, column, angle] / top)
        draw.line((x - dx, y - dy, x + dx, y + dy), fill=grey, width=max(1, zoom // 2))
    return np.repeat(np.asarray(canvas)[..., None], 3, -1)


def show_keypoints(picture: np.ndarray, most: int = 60) -> np.ndarray:
    """SIFT keypoints as circles with their direction, over uint8 (H, W, 3)."""
    found = sift(picture, most)
    canvas = Image.fromarray(picture.copy())
    draw = ImageDraw.Draw(canvas)
    for (y, x), radius, angle in zip(found.where, found.radius, found.angle, strict=True):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(230, 30, 60))
        end = (x + radius * np.cos(angle), y + radius * np.sin(angle))
        draw.line(((x, y), end), fill=(230, 30, 60))
    return np.asarray(canvas)


def show_colours(picture: np.ndarray, width: int = 240, height: int = 32) -> np.ndarray:
    """The main colours as a bar, each as wide as its share."""
    colours = main_colours(Image.fromarray(picture))
    edges_at = np.round(np.cumsum([0.0, *colours[:, 3]]) * width).astype(int)
    bar = np.empty((height, width, 3), np.uint8)
    for (start, end), row in zip(zip(edges_at, edges_at[1:], strict=False), colours, strict=True):
        bar[:, start:end] = np.round(row[:3]).astype(np.uint8)
    return bar
