import { CODES } from "./networks.js";

/** @type {WithVia} */
export function withVia(address, code) {
  const url = new URL(address);
  const pairs = url.search
    .slice(1)
    .split("&")
    .filter((pair) => pair && !/^via(=|$)/.test(pair));
  url.search = pairs.concat(code ? `via=${code}` : []).join("&");
  return url.href;
}

/** @type {string | undefined} */
let taken; // for as long as the page is open

export const viaCode = () => taken;

// Takes the code out of the address bar. Answers it once: a reload finds none.
export function takeVia() {
  const code = new URLSearchParams(location.search).get("via");
  if (code === null || !Object.values(CODES).includes(code)) return;
  taken = code;
  history.replaceState(history.state, "", withVia(location.href));
  return taken;
}
