"""What is asked and done: reports, recommendations, actions, evidence, closure."""
