"""Pure arithmetic: no Qt, no database, no clock, no disk."""
