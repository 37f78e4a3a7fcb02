import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { sha256, solve } from "../../widget/proof.js";

const hex = (text) => createHash("sha256").update(text, "latin1").digest("hex");
const own = (text) => Array.from(sha256(text), (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");

test("the hash is SHA-256, whatever the length", () => {
  for (let length = 0; length < 200; length++) {
    const text = "salt?expires=1&".repeat(14).slice(0, length);
    assert.equal(own(text), hex(text), `of ${length} letters`);
  }
});

test("the number of a challenge is found", async () => {
  const salt = "00112233?expires=1795345200&";
  assert.equal(await solve({ salt, challenge: hex(`${salt}1234`), maxnumber: 2000 }), 1234);
  assert.equal(await solve({ salt, challenge: hex(`${salt}0`), maxnumber: 0 }), 0);
});

test("a challenge that has no number is given up", async () => {
  assert.equal(await solve({ salt: "a", challenge: "0".repeat(64), maxnumber: 100 }), undefined);
});
