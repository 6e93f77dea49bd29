"""Series to Volume, in true geometry."""
