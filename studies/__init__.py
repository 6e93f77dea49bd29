"""DICOM in and out: what is in this folder, loading it in true geometry, writing derived objects. No Qt."""
