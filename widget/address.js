// The code of a shared link, `?via=…`, in an address and in the address bar.
import { CODES } from "./networks.js";

/**
 * An absolute address with this code, or with none. Its other parameters stay as they are.
 * @param {string} address
 * @param {string} [code]
 */
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
let taken;

/** The code of the shared link that led here, for as long as the page is open. */
export const viaCode = () => taken;

/** Take the code of a shared link out of the address bar. Answers it once: a reload finds none. */
export function takeVia() {
  const code = new URLSearchParams(location.search).get("via");
  if (code === null || !Object.values(CODES).includes(code)) return;
  taken = code;
  history.replaceState(history.state, "", withVia(location.href));
  return taken;
}
