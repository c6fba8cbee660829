"""Airflow on this machine: its folder, its processes, what runs there."""
