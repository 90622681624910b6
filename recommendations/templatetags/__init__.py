"""Template tags about actions."""
