import { call, keep, recall } from "./core.js";

// SHA-256 (FIPS 180-4); README.md says why it is here.
const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
const roots = (root) => Int32Array.from(primes, (p) => (root(p) % 1) * 2 ** 32);
const K = roots(Math.cbrt);
const START = roots(Math.sqrt).slice(0, 8);
const W = new Int32Array(64);
const turn = (x, i, j, k) => ((x >>> i) | (x << -i)) ^ ((x >>> j) | (x << -j)) ^ k;

export function sha256(text) {
  const { length } = text;
  const view = new DataView(new ArrayBuffer(((length + 8) & ~63) + 64));
  for (let i = 0; i < length; i++) view.setUint8(i, text.charCodeAt(i));
  view.setUint8(length, 128);
  view.setUint32(view.byteLength - 4, length * 8);
  const state = START.slice();
  for (let at = 0; at < view.byteLength; at += 64) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const x = W[i - 15], y = W[i - 2];
      W[i] = i < 16 ? view.getInt32(at + 4 * i) : turn(x, 7, 18, x >>> 3) + turn(y, 17, 19, y >>> 10) + W[i - 16] + W[i - 7];
      const t = h + turn(e, 6, 11, (e >>> 25) | (e << 7)) + ((e & f) ^ (~e & g)) + K[i] + W[i];
      const u = turn(a, 2, 13, (a >>> 22) | (a << 10)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g; g = f; f = e; e = (d + t) | 0;
      d = c; c = b; b = a; a = (t + u) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
  }
  return state;
}

/** The n with SHA-256(salt + n) = challenge (ALTCHA version 1), sought in slices. */
export async function solve({ challenge, salt, maxnumber }) {
  const wanted = challenge.match(/.{8}/g).map((word) => parseInt(word, 16) | 0).join();
  for (let n = 0, pause = 0; n <= maxnumber; n++) {
    if (performance.now() > pause) {
      await new Promise((resolve) => setTimeout(resolve));
      pause = performance.now() + 12;
    }
    if (sha256(salt + n).join() === wanted) return n;
  }
}

const slot = (api) => `postbag.pass ${api}`;
const underWay = {}; // several elements wait for one pass

/** The reader's pass, if there is one that still holds. */
export function keptPass(api) {
  const kept = recall("localStorage", slot(api));
  return Date.parse(kept?.expires_at) > Date.now() ? kept.pass : null;
}

async function newPass(api) {
  const challenge = await call(`${api}/v1/challenge`);
  const payload = btoa(JSON.stringify({ ...challenge, number: await solve(challenge) }));
  const granted = await call(`${api}/v1/passes`, { method: "POST", body: { payload } });
  keep("localStorage", slot(api), granted);
  return granted.pass;
}

/** Do `send(pass)`, getting a pass first if need be. One that is refused is replaced once. */
export async function withPass(api, send) {
  const kept = keptPass(api);
  try {
    if (kept) return await send(kept);
  } catch (error) {
    if (error.status !== 401) throw error;
  }
  return send(await (underWay[api] ??= newPass(api).finally(() => delete underWay[api])));
}
