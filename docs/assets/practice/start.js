/**
 * What every page loads: waits for an answer, a section's end or something to show, then fetches the rest.
 */

import { strings } from "../strings/page.js";

const PATIENCE = 15_000; // ms
const UNREAD = 30_000; // ms: anyone there sooner has jumped

const show = async () => (await import("./marks.js")).show();

addEventListener("question-answered", async (/** @type {any} */ { target, detail }) => {
  if (target.closest(".example, llm-drill")) return; // a sample for contributors, an exercise that never comes back
  try {
    (await import("./record.js")).answered(target, detail.right);
    show();
  } catch {
    target.querySelector("[role=status]")?.append(strings.notSaved);
  }
});

const question = document.querySelector("article > llm-question");
if (question) setTimeout(() => new IntersectionObserver(async ([entry], observer) => {
  if (!entry.isIntersecting) return;
  observer.disconnect();
  (await import("./marks.js")).read();
}).observe(question), UNREAD);

const desk = document.querySelector(".practice__desk");
if (desk) watch(import("./practice.js"), [desk], () => desk.querySelector(".practice__start"));
try {
  if (Object.keys(localStorage).some((key) => /^llm-notes[:/]/.test(key))) show();
} catch {
  // No storage, no marks.
}
const drills = document.querySelectorAll(".drill__more");
if (drills.length) watch(import("./drill.js"), drills, () => customElements.get("llm-drill"));

/** Says in a module's places that it hasn't loaded, or is slow. */
function watch(module, places, there) {
  const look = () => {
    for (const place of there() ? [] : places) {
      place.role = "status";
      place.replaceChildren(strings.notLoadedAnd, Object.assign(document.createElement("button"), {
        type: "button", textContent: strings.reload, onclick: () => location.reload() }));
    }
  };
  module.then(look, look);
  setTimeout(look, PATIENCE);
}
