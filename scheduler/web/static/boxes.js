"use strict";

// Boxes to tick, hundreds of them: a field above them hides those in which its words do not stand.
// What is ticked stays ticked. Without this, the boxes are read through.

const MANY = 24;

for (const group of document.querySelectorAll(".boxes")) {
  const boxes = [...group.querySelectorAll(".form-check")];
  if (boxes.length <= MANY) continue;

  const of = group.getAttribute("aria-label") || group.closest("fieldset")?.querySelector("legend")?.textContent;
  const filter = document.createElement("input");
  filter.type = "search";
  filter.className = "form-control";
  filter.placeholder = "Type to find";
  filter.setAttribute("aria-label", `Find in ${(of || "the list").trim()}`);
  const count = document.createElement("span");
  count.className = "quiet";
  count.setAttribute("role", "status");
  const line = document.createElement("div");
  line.className = "boxes-filter";
  line.append(filter, count);
  group.before(line);

  const told = () => {
    const shown = boxes.filter((box) => !box.hidden).length;
    const ticked = boxes.filter((box) => box.querySelector("input").checked).length;
    count.textContent = `${shown} of ${boxes.length} shown, ${ticked} ticked`;
  };
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const box of boxes) {
      const text = box.textContent.toLowerCase();
      box.hidden = !words.every((word) => text.includes(word));
    }
    told();
  });
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // the form is not finished yet
  });
  group.addEventListener("change", told);
  told();
}
