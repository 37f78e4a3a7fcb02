// Gets a reader pass. Loaded with posting.js.
import { call, keep, keptPass, passSlot, unreachable } from "./service.js";

/** @type {Record<string, Promise<string>>} */
const underWay = {}; // several elements wait for one pass

/** @param {string} api */
async function newPass(api) {
  const challenge = await call(`${api}/v1/challenge`);
  const { solve } = await import("./proof.js").catch(unreachable);
  const payload = btoa(JSON.stringify({ ...challenge, number: await solve(challenge) }));
  const granted = await call(`${api}/v1/passes`, { method: "POST", body: { payload } });
  keep("localStorage", passSlot(api), granted);
  return granted.pass;
}

/**
 * Do `send(pass)`, getting a pass first if need be. One that is refused is replaced once.
 * @template Answer
 * @param {string} api
 * @param {(pass: string) => Promise<Answer>} send
 */
export async function withPass(api, send) {
  const kept = keptPass(api);
  try {
    if (kept) return await send(kept);
  } catch (error) {
    if (/** @type {CallError} */ (error).status !== 401) throw error;
  }
  underWay[api] ??= newPass(api).finally(() => delete underWay[api]);
  return send(await underWay[api]);
}
