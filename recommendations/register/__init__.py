"""The register of 2018/19: the project's own data file, how it is read, and how it is loaded."""
