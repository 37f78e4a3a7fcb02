// The proof of work for a first pass. Asked for only when somebody posts; README.md says why it is our own.

// SHA-256 (FIPS 180-4).
/** @type {number[]} */
const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
/** @param {(x: number) => number} root */
const roots = (root) => Int32Array.from(primes, (p) => (root(p) % 1) * 2 ** 32);
const K = roots(Math.cbrt);
const START = roots(Math.sqrt).slice(0, 8);
const W = new Int32Array(64);
/** @type {(x: number, i: number, j: number, k: number) => number} */
const turn = (x, i, j, k) => ((x >>> i) | (x << -i)) ^ ((x >>> j) | (x << -j)) ^ k;

/**
 * The hash of a text of ASCII, as eight words of 32 bits.
 * @param {string} text
 */
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
      const x = W[i - 15];
      const y = W[i - 2];
      const mixed = turn(x, 7, 18, x >>> 3) + turn(y, 17, 19, y >>> 10) + W[i - 16] + W[i - 7];
      W[i] = i < 16 ? view.getInt32(at + 4 * i) : mixed;
      const t = h + turn(e, 6, 11, (e >>> 25) | (e << 7)) + ((e & f) ^ (~e & g)) + K[i] + W[i];
      const u = turn(a, 2, 13, (a >>> 22) | (a << 10)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = (d + t) | 0;
      d = c;
      c = b;
      b = a;
      a = (t + u) | 0;
    }
    const words = [a, b, c, d, e, f, g, h];
    for (let i = 0; i < 8; i++) state[i] += words[i];
  }
  return state;
}

/**
 * The n with SHA-256(salt + n) = challenge (ALTCHA version 1), sought in slices; undefined if there is none.
 * @param {Challenge} asked
 */
export async function solve({ challenge, salt, maxnumber }) {
  const wanted = [...challenge.matchAll(/.{8}/g)].map((word) => Number.parseInt(word[0], 16) | 0).join();
  for (let n = 0, pause = 0; n <= maxnumber; n++) {
    if (performance.now() > pause) {
      await new Promise((resolve) => setTimeout(resolve));
      pause = performance.now() + 12;
    }
    if (sha256(salt + n).join() === wanted) return n;
  }
}
