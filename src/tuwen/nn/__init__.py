"""Torch blocks used by two or more parts."""
