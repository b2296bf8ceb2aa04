"""Repairs: a plan over the whole project, then edits of its files, each replaced at once."""
