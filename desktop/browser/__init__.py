"""The study browser: what is in a folder, archive or file, and putting a study of it on the worklist."""

from desktop.browser.actions import ACTIONS, take_drops
from desktop.browser.screen import StudiesScreen

__all__ = ["ACTIONS", "StudiesScreen", "take_drops"]
