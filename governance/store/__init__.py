"""The database behind governance: open it with `Store.open`, read with `read()`, change with `write()`.

No SQL outside `governance`; no change without its audit row in the same transaction.
"""

from __future__ import annotations

from governance.store.opening import Check, PasswordCost, Store, Unit

__all__ = ["Check", "PasswordCost", "Store", "Unit"]
