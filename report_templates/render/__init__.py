"""Renderers of a report: PDF, DICOM SR."""
