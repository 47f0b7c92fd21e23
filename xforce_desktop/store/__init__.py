"""The rep's local SQLite store; SQLModel stays inside this package.

`unit_of_work.open_store` opens it, `memory.MemoryStore` is its in-memory twin.
"""
