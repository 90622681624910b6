"""Who oversees: people, organisations, boards, memberships, meetings, papers, minutes and decisions."""
