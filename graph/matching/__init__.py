"""How alike two names are: their words in columns, which pairs to look at, and a score made of named parts."""
