"""What auditors ask: the ledger exported and checked, decisions explained and listed."""
