"""Working in pictures, for every screen that has views: keys and mouse of a person, tool rail, list of measurements."""

from desktop.viewing.actions import view_actions
from desktop.viewing.handling import Handling, handling_of, mouse_rows

__all__ = ["Handling", "handling_of", "mouse_rows", "view_actions"]
