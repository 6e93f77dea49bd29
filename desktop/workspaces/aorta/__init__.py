"""The aorta workspace: vessel path, landmarks, sections, findings."""

from desktop.workspaces.aorta.workspace import AortaWorkspace

__all__ = ["AortaWorkspace"]
