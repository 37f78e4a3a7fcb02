/** @type {Call} */
export async function call(url, { body, pass, headers, signal, ...options } = {}) {
  let limit = AbortSignal.timeout(20_000);
  // Where AbortSignal.any is missing (browsers of 2023), a call outlives its element for as long.
  if (signal && AbortSignal.any) limit = AbortSignal.any([signal, limit]);
  let answer, text;
  try {
    answer = await fetch(url, {
      body: body && JSON.stringify(body),
      headers: {
        ...(body && { "Content-Type": "application/json" }),
        ...(pass && { Authorization: `Bearer ${pass}` }),
        ...headers,
      },
      cache: "no-cache",
      credentials: "omit",
      signal: limit,
      ...options,
    });
    text = await answer.text();
  } catch (error) {
    return unreachable(/** @type {Error} */ (error));
  }
  return read(answer, text);
}

/** @type {Unreachable} */
export function unreachable({ name }) {
  if (name === "TimeoutError") throw failure("The comment service does not answer.", {});
  throw failure(navigator.onLine ? "The comment service cannot be reached." : "You are offline.", {});
}

/** @type {Read} */
function read({ ok, status }, text) {
  let json;
  let why = "The comment service is too busy or has a problem.";
  try {
    json = JSON.parse(text);
    if (ok) return json;
    why = json.detail ?? json.title ?? why;
  } catch {
    if (ok) why = "The comment service gives an answer that cannot be read.";
  }
  throw failure(why, { ...json, status, again: ok || status > 428 });
}

/** @type {Failure} */
const failure = (text, more) => Object.assign(new Error(text), { errors: [], again: true, ...more });

/** @type {Record<string, any>} */
const memory = {}; // where the browser forbids storage

/** @type {Recall} */
export function recall(area, key) {
  try {
    return JSON.parse(`${window[area].getItem(key)}`);
  } catch {
    return memory[key];
  }
}

/** @type {Keep} */
export function keep(area, key, value) {
  memory[key] = value;
  try {
    window[area].setItem(key, JSON.stringify(value));
  } catch {
    // It stays in memory.
  }
}

export const passSlot = (/** @type {string} */ api) => `postbag.pass ${api}`;

/** @type {KeptPass} */
export function keptPass(api) {
  const kept = recall("localStorage", passSlot(api));
  return kept && Date.parse(kept.expires_at) > Date.now() ? kept.pass : null;
}
