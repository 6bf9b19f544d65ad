/**
 * Practice, as far as every page pays for it: waits for an answer, for the end of a section, and for something to show.
 * The rest is fetched when one of them comes.
 */

const UNREAD = 30_000; // ms: who is at the end sooner has jumped there

const show = async () => (await import("./marks.js")).show();

addEventListener("question-answered", async ({ target, detail }) => {
  if (target.closest(".example, llm-drill")) return; // a sample for contributors, an exercise that never comes back
  (await import("./record.js")).answered(target, detail.right);
  show();
});

const question = document.querySelector("article > llm-question");
if (question) setTimeout(() => new IntersectionObserver(async ([entry], observer) => {
  if (!entry.isIntersecting) return;
  observer.disconnect();
  (await import("./marks.js")).read();
}).observe(question), UNREAD);

if (document.querySelector(".practice__desk")) import("./practice.js");
try {
  if (Object.keys(localStorage).some((key) => key.startsWith("llm-notes/"))) show();
} catch {
  // No storage, no marks.
}
if (document.querySelector("llm-drill")) import("./drill.js");
