"""Operations: every change of anything is one small named function run by one mechanism (`operation.py`)."""

from desktop.operations.operation import Operation, Run

__all__ = ["Operation", "Run"]
