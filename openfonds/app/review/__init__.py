"""What people decide: the queue, the dossier of an item, rulings, closings."""
