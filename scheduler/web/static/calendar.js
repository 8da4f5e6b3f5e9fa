"use strict";

// A second way to move what the buttons move: dragged onto a place, it presses the button there.

const dragged = document.querySelector("[data-drag]");
const places = [...document.querySelectorAll("[data-drop]")].map((form) => [form.closest("li"), form]);

dragged?.addEventListener("dragstart", (event) => {
  event.dataTransfer.setData("text/plain", dragged.textContent.trim());
  event.dataTransfer.effectAllowed = "move";
});

for (const [place, form] of places) {
  place.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.add("over-place");
  });
  place.addEventListener("dragleave", () => place.classList.remove("over-place"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    form.requestSubmit();
  });
}
