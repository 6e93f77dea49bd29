"""Analytic phantoms, built in memory."""
