"""Tools of the slice views: their shapes live in patient millimetres and are drawn wherever they lie."""

from viewers.tools.annotations import Annotation, AnnotationModel, Figure, Measured
from viewers.tools.base import Tool, ToolBox

__all__ = ["Annotation", "AnnotationModel", "Figure", "Measured", "Tool", "ToolBox"]
