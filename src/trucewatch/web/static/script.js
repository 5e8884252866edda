// Words and claims light each other up: pointing at a mark shows its claims, and pointing at a claim shows its words.
// Without this script the numbers are links that do the same by jumping.
// @ts-check
"use strict";
const held = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-claims]")]);
/** @param {HTMLElement} element */
const numbers = (element) => (element.dataset.claims ?? "").split(" ");
/** @param {string[]} wanted the numbers of claims */
const light = (wanted) => {
  for (const element of held) element.classList.toggle("hot", numbers(element).some((n) => wanted.includes(n)));
};
for (const element of held) {
  element.addEventListener("pointerenter", () => light(numbers(element)));
  element.addEventListener("pointerleave", () => light([]));
  element.addEventListener("focusin", () => light(numbers(element)));
  element.addEventListener("focusout", () => light([]));
}
// Review by keyboard: the key shown on a button or link presses it, unless one is typing.
addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (at instanceof HTMLElement && at.closest("input, select, textarea")) return;
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!(wanted instanceof HTMLElement)) return;
  event.preventDefault();
  wanted.click();
});
