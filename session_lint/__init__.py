"""session-lint: a linter that enforces SQLAlchemy session discipline."""

__version__ = "0.1.0"
