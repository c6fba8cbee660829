"""What a text is worth, in numbers that filter nothing (docs/reference/quality.md)."""

from openfonds.quality.garbage import garbage_ratio

__all__ = ["garbage_ratio"]
