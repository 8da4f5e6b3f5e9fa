"use strict";

// Copies what stands in a field. Without this, or where the browser refuses, people select it.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    const told = document.querySelector("[data-copied]");
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      told.textContent = "Copied.";
    } catch {
      told.textContent = "Your browser does not let pages copy. The address is selected: press Ctrl+C.";
    }
  });
}
