"""As what people hear of things that fall due, and when: the defaults of every board for what boards themselves owe."""

# As what somebody hears of a thing: whoever is asked to do it, and those who hear once it is late.
OWNER = "owner"
LEAD = "lead"
SECRETARY = "secretary"
OVERSIGHT = "oversight"

TOLD_AS = {
    OWNER: "whoever it is asked of",
    LEAD: "the lead of the owner’s organisation",
    SECRETARY: "the board’s secretary",
    OVERSIGHT: "the board’s chair and the Deputy Mayor’s staff",
}
