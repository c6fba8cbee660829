"""From verdicts to decisions: settled, applied to copies, and again on the law of each day."""
