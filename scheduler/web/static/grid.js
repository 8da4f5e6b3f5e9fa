// The grid stays where it was looked at from one step of an edit to the next, and the chosen
// meeting can also be dragged to an open place. Everything works without this.
"use strict";
(() => {
  const frame = document.querySelector("[data-keep]");
  if (!frame) return;

  const key = "grid-scroll";
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (kept && kept.path === location.pathname.replace(/plans\/[^/]+/, "plans")) {
    frame.scrollTo(kept.left, kept.top);
    if (!location.hash) scrollTo(0, kept.page);
  }
  addEventListener("pagehide", () => {
    const path = location.pathname.replace(/plans\/[^/]+/, "plans");
    const place = { path, left: frame.scrollLeft, top: frame.scrollTop, page: scrollY };
    sessionStorage.setItem(key, JSON.stringify(place));
  });

  const marked = document.getElementById("marked");
  const chosen = marked?.querySelector("[data-chosen]");
  if (!chosen) return;
  const box = marked.getBoundingClientRect();
  const around = frame.getBoundingClientRect();
  if (box.top < around.top || box.bottom > around.bottom) {
    frame.scrollTop += box.top - around.top - 60;
  }

  chosen.draggable = true;
  chosen.title = "Drag it to an open place, or press “Move here” there";
  chosen.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/plain", chosen.innerText);
    event.dataTransfer.effectAllowed = "move";
  });
  for (const spot of marked.querySelectorAll("[data-open]")) {
    const cell = spot.closest("td");
    const target = cell.querySelectorAll("[data-open]").length === 1 ? cell : spot;
    target.addEventListener("dragover", (event) => {
      event.preventDefault();
      spot.classList.add("over");
    });
    target.addEventListener("dragleave", () => spot.classList.remove("over"));
    target.addEventListener("drop", (event) => {
      event.preventDefault();
      spot.querySelector("button").click();
    });
  }
})();
