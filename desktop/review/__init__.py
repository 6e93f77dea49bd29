"""The radiologist's review desk and the authorised report."""

from desktop.review.desk import ReviewScreen
from desktop.review.final import ReportScreen

__all__ = ["ReportScreen", "ReviewScreen"]
