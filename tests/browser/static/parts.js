"use strict";

new Chart(document.querySelector("#chart"), {
  type: "line",
  data: { labels: [1, 2, 3], datasets: [{ label: "Best", data: [3, 2, 1] }] },
  options: { animation: false },
});

new Sortable(document.querySelector("#sortable"), { animation: 0 });

EventCalendar.create(document.querySelector("#calendar"), {
  view: "resourceTimelineWeek",
  date: "2026-09-16",
  resources: [{ id: "dave", title: "Dave Diaz" }],
  events: [
    { id: "1", resourceIds: ["dave"], title: "Cover", start: "2026-09-17 08:30", end: "2026-09-17 09:30" },
  ],
});
