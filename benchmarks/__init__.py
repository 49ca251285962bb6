"""How long the whole job takes, how much memory it needs, and where the time goes: `python -m benchmarks`."""
