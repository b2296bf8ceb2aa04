"""The ways in: command line and flake8; and how findings are written."""
