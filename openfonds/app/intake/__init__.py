"""Take a holding in: registered, its pages read, cleaned and examined, shard by shard."""
