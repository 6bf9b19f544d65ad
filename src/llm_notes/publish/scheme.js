// Runs while the header is parsed, before anything is painted: applies the scheme and shows the switch, as the theme's
// script would, which comes later. The scheme is the one the reader stored, or the first one, which follows the system.
{
  const root = document.documentElement;
  root.classList.replace("no-js", "js");
  const options = [...document.querySelectorAll("[data-md-component=palette] input")];
  const chosen = options[__md_get("__palette")?.index ?? 0] ?? options[0];
  if (chosen) {
    const system = `(prefers-color-scheme: ${matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark"})`;
    const shown = chosen.dataset.mdColorMedia === "(prefers-color-scheme)"
      ? options.find((option) => option.dataset.mdColorMedia === system) ?? chosen : chosen;
    for (const [name, value] of Object.entries(shown.dataset)) {
      if (name.startsWith("mdColor")) document.body.dataset[name] = value;
    }
    document.body.dataset.mdColorMedia = chosen.dataset.mdColorMedia;
    chosen.nextElementSibling.hidden = false;
  }
}
