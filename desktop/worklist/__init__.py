"""S2: the worklist. What must I do next, may I, and what is waiting elsewhere."""

from desktop.worklist.screen import WorklistScreen

__all__ = ["WorklistScreen"]
