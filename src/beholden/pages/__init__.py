"""What people read: a report as an offline page, with its data beside it."""
