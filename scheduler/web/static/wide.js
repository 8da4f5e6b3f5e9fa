"use strict";

// What is wider than its frame says so: as long as there is more to the right, that edge fades
// (theme.css).

function markEdges(frame) {
  const hidden = frame.scrollWidth - frame.clientWidth;
  frame.classList.toggle("has-more", frame.scrollLeft < hidden - 1);
}

function markAll() {
  document.querySelectorAll(".wide").forEach(markEdges);
}

markAll();
addEventListener("resize", markAll);
document.addEventListener("toggle", markAll, { capture: true });
document.addEventListener("htmx:after:swap", markAll);
document.addEventListener("scroll", ({ target }) => {
  if (target instanceof Element && target.matches(".wide")) {
    markEdges(target);
  }
}, { capture: true, passive: true });
