"""The tamper-evident record of every decision: hash chain, Merkle tree, signed checkpoints."""
