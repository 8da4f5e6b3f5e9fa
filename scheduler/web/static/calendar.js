"use strict";

// A second way to move what buttons and links move: with the mouse.

const carrier = document.getElementById("carrier");
let carried = null;

// On the page for moving: dragged onto a place, it presses the button there.
function press(place) {
  place.querySelector("[data-drop]").requestSubmit();
}

// On a week or a month: a PD day moves to the date; a session asks for its place in that week.
function carry(place) {
  const { carry: address, movesAtOnce } = carried.dataset;
  const { date } = place.dataset;
  if (carried.closest("[data-date]") === place) {
    return;
  }
  if (movesAtOnce === undefined) {
    location.assign(`${address}?week=${date}#${date}`);
    return;
  }
  carrier.action = address;
  carrier.elements.date.value = date;
  carrier.requestSubmit();
}

for (const one of document.querySelectorAll("[data-drag], [data-carry]")) {
  one.addEventListener("dragstart", (event) => {
    carried = one;
    event.dataTransfer.setData("text/plain", one.textContent.trim());
    event.dataTransfer.effectAllowed = "move";
  });
  one.addEventListener("dragend", () => {
    carried = null;
  });
}

const places = [
  ...[...document.querySelectorAll("[data-drop]")].map((form) => [form.closest("li"), press]),
  ...(carrier ? [...document.querySelectorAll("[data-date]")].map((cell) => [cell, carry]) : []),
];
for (const [place, drop] of places) {
  place.addEventListener("dragover", (event) => {
    if (carried) {
      event.preventDefault();
      place.classList.add("over-place");
    }
  });
  place.addEventListener("dragleave", () => place.classList.remove("over-place"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over-place");
    drop(place);
  });
}
