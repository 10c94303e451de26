"""The made-up town paper: bilingual stories with pictures, known truth and planted defects."""

from tuwen.sample.paper import write
from tuwen.sample.planted import Planted
from tuwen.sample.truth import SampleTruth

__all__ = ["Planted", "SampleTruth", "write"]
