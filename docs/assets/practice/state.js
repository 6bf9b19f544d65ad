/** The state that this page shares, and the page's place in the site. */

import { Store } from "./store.js";

export const store = new Store();
export const HOME = new URL("../../", import.meta.url);

/** A page's address in the site, like "how-transformers-work/attention/"; null outside it. @param {{href: string}} url */
export function inSite(url = location) {
  return url.href.startsWith(HOME.href) ? url.href.slice(HOME.href.length).replace(/(index\.html)?([?#].*)?$/, "") : null;
}
