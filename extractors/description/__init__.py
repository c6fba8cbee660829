"""What a holding says of its items: inventories and finding aids become rows."""
