"""One file a schema revision. A migration never rewrites rows of `revision` or `audit_log`."""
