"""The pack of a meeting: what it holds for those who may read as far as one marking, and how it is made and kept."""
