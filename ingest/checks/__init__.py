"""What staff should look at before the next version is published: everything but the gate."""

from ingest.checks.examining import examine

__all__ = ["examine"]
