"""What a table is: where its file lies, its schema, its units, its rows; and the records of a Transformer's shape.

Imports nothing of the other wings. Start at `frames`: a table as a typed pandas frame.
"""
