"use strict";

// A box in the head of a list ticks all of its rows. Without this, each is ticked by itself.

const head = document.querySelector("table.lists thead th");
const boxes = [...document.querySelectorAll("table.lists input[name=row][type=checkbox]")];

if (head && boxes.length > 1) {
  const all = document.createElement("input");
  all.type = "checkbox";
  all.className = "form-check-input";
  all.setAttribute("aria-label", "Tick all rows");
  all.addEventListener("change", () => {
    for (const box of boxes) {
      box.checked = all.checked;
    }
  });
  head.replaceChildren(all);
}
