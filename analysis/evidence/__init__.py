"""What says that a number is right: printed texts read with units, the cells they prove, the rules, and `validate`.

Imports tables. Start at `validate`: every fault of the data at once; `quotations` reads a printed text.
"""
