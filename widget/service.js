// Calls to the service, and what is kept on the reader's device.

/**
 * Call the API and answer the JSON. Throws a CallError, which says what has happened.
 * @param {string} url
 * @param {CallOptions} [options]
 */
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

/**
 * Throw why there was no answer.
 * @param {Error} error
 * @returns {never}
 */
export function unreachable({ name }) {
  if (name === "TimeoutError") throw failure("The comment service does not answer.", {});
  throw failure(navigator.onLine ? "The comment service cannot be reached." : "You are offline.", {});
}

/**
 * @param {Response} answer
 * @param {string} text its body
 */
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

/**
 * @param {string} text what happened, in words for the reader
 * @param {Partial<CallError>} more
 * @returns {CallError}
 */
const failure = (text, more) => Object.assign(new Error(text), { errors: [], again: true, ...more });

/** @type {Record<string, any>} */
const memory = {}; // where the browser forbids storage

/**
 * @param {"localStorage" | "sessionStorage"} area
 * @param {string} key
 */
export function recall(area, key) {
  try {
    return JSON.parse(`${window[area].getItem(key)}`);
  } catch {
    return memory[key];
  }
}

/**
 * @param {"localStorage" | "sessionStorage"} area
 * @param {string} key
 * @param {unknown} value
 */
export function keep(area, key, value) {
  memory[key] = value;
  try {
    window[area].setItem(key, JSON.stringify(value));
  } catch {
    // It stays in memory.
  }
}
