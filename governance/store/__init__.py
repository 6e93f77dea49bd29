"""The database behind governance: append-only, guarded by triggers."""
