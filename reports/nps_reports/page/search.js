// Shows only the parts of the page that mention a word. Without this script everything is shown.
"use strict";
(() => {
  const form = document.getElementById("searching");
  const field = document.getElementById("search");
  const found = document.getElementById("found");
  const parts = [...document.querySelectorAll(
    "article, tbody tr, figure, .journal > *, main li"
  )];
  let waiting = 0;

  function show() {
    const word = field.value.trim().toLowerCase();
    let count = 0;
    for (const part of parts) {
      const there = !word || part.textContent.toLowerCase().includes(word);
      part.hidden = !there;
      count += there && !part.parentElement.closest("figure");
    }
    for (const closed of document.querySelectorAll("main section > details")) {
      const hit = word && closed.querySelector("figure:not([hidden]), .journal > :not([hidden])");
      if (hit) closed.open = true;
    }
    found.textContent = word ? `${count} found` : "";
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  });
})();
