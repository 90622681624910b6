"""What is made for people to read on paper: the response to a report, and the paper under item 1 of every agenda."""
