"""The census of peaks: reading each entry of data/peak_tables.csv in its file again, at its commit and today."""
