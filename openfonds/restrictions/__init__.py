"""What the law lets out: facts, policies as data, and the three-valued evaluator."""
