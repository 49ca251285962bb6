"""A release in the formats of others: RDF, graph files, tables, FollowTheMoney, BODS, Senzing."""
