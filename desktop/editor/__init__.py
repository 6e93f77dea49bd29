"""The report face and the check face of a case."""

from desktop.editor.check import CheckFace
from desktop.editor.face import EditorFace

__all__ = ["CheckFace", "EditorFace"]
