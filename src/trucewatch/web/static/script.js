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
// The record of the words pointed at stands in sight, also where its place in the list is not: at the foot of the window.
const text = document.querySelector(".text");
const record = document.createElement("aside");
record.className = "record";
record.setAttribute("aria-label", "The record of these words");
record.hidden = true;
document.querySelector("main")?.append(record);
let going = 0;
const hide = () => { record.hidden = true; light([]); };
/** @param {Element} element */
const inSight = (element) => { const box = element.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; };
/** @param {string[]} wanted the numbers of claims */
const show = (wanted) => {
  clearTimeout(going);
  light(wanted);
  const found = wanted.flatMap((n) => document.getElementById(`k-${n}`) ?? []);
  record.hidden = found.every(inSight);
  record.replaceChildren(...found.map((claim) => {
    const copy = document.createElement("div");
    copy.append(...[...claim.children].map((child) => child.cloneNode(true)));
    return copy;
  }));
};
const soon = () => { going = setTimeout(hide, 250); }; // time to move from the words to their record
for (const element of held) {
  const inText = text?.contains(element) ?? false;
  const on = () => (inText ? show(numbers(element)) : light(numbers(element)));
  element.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") on(); });
  element.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") soon(); });
  element.addEventListener("focusin", on);
  element.addEventListener("focusout", (event) => { if (!(event.relatedTarget instanceof Node && record.contains(event.relatedTarget))) soon(); });
  // a finger has no hovering: a touch of the words shows their record until another place is touched
  if (inText && element.tagName === "MARK") element.addEventListener("click", (event) => { on(); event.stopPropagation(); });
}
record.addEventListener("pointerenter", () => clearTimeout(going));
record.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") soon(); });
addEventListener("click", (event) => { if (!record.hidden && event.target instanceof Node && !record.contains(event.target) && !(event.target instanceof Element && event.target.closest(".ref"))) hide(); });
addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
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
