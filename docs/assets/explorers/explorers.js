/**
 * Loads an explorer's module when the reader comes near it, opens it, or follows a link to one of its views
 * (#attention-by-hand:mask=0). Until then a page pays for this file alone.
 */

/** Defines the explorer's element; what it does stands in the module of the same name. */
function load(element) {
  near.unobserve(element);
  import(`./${element.localName}.js`).catch(() => {
    element.querySelector(".explorer__open").textContent = "This couldn’t be loaded. Check the network and reload the page.";
  });
}

const near = new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && load(entry.target)), {
  rootMargin: "400px",
});

/** Loads the explorer that the address names; it opens itself. */
function follow() {
  const name = /^#([a-z-]+):/.exec(location.hash)?.[1];
  for (const element of elements) if (element.localName === name) load(element);
}

const elements = document.querySelectorAll(".explorer__element");
for (const element of elements) {
  near.observe(element);
  element.querySelector(".explorer__open").addEventListener("click", () => {
    element.setAttribute("open", "");
    load(element);
  });
}
addEventListener("hashchange", follow);
follow();
