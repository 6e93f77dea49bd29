"""The study browser: what is in a folder, archive or file, and opening a series of it."""

from desktop.browser.screen import StudiesScreen

__all__ = ["StudiesScreen"]
