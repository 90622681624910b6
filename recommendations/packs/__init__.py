"""The pack of a meeting: what it holds for one clearance, and how it is made and kept."""
