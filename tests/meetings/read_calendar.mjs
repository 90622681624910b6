// Reads a calendar from standard input with ical.js, as a client would, and answers what it shows, as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
}
const text = (component, name) => component.getFirstPropertyValue(name)?.toString() ?? null;
const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
        uid: event.uid,
        summary: event.summary,
        location: event.location,
        sequence: event.sequence,
        status: text(component, "status"),
        url: text(component, "url"),
        // By the clock on the wall, and as the moment the calendar's own time zone makes of it.
        clock: event.startDate.toString(),
        starts: event.startDate.toJSDate().toISOString(),
    };
});
const tasks = calendar.getAllSubcomponents("vtodo").map((component) => ({
    uid: text(component, "uid"),
    summary: text(component, "summary"),
    status: text(component, "status"),
    due: text(component, "due"),
}));
console.log(JSON.stringify({ name: text(calendar, "x-wr-calname"), method: text(calendar, "method"), events, tasks }));
