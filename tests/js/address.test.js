import assert from "node:assert/strict";
import { test } from "node:test";
import { takeVia, viaCode, withVia } from "../../widget/address.js";
import { CODES, NETWORKS } from "../../widget/networks.js";

for (const [address, code, result] of [
  ["https://e.example/", "u5", "https://e.example/?via=u5"],
  ["https://e.example/?page=2&via=q2#top", undefined, "https://e.example/?page=2#top"],
  ["https://e.example/?via=q2", undefined, "https://e.example/"],
  ["https://e.example/?via=q2&via=n8&b", "k3", "https://e.example/?b&via=k3"],
  ["https://e.example/?viaduct=1&a=via=2", undefined, "https://e.example/?viaduct=1&a=via=2"],
  ["https://e.example/?a=%20+b&c=%C3%A4", "u5", "https://e.example/?a=%20+b&c=%C3%A4&via=u5"],
]) {
  test(`${address} with ${code ?? "no code"} is ${result}`, () => {
    assert.equal(withVia(address, code), result);
  });
}

/** A page's address bar. */
function openedAt(href) {
  globalThis.location = new URL(href);
  globalThis.history = {
    state: null,
    replaceState(_state, _title, url) {
      globalThis.location = new URL(url);
    },
  };
}

test("a code that is nobody's stays in the address bar", () => {
  openedAt("https://e.example/?via=newsletter");
  assert.equal(takeVia(), undefined);
  assert.equal(viaCode(), undefined);
  assert.equal(location.href, "https://e.example/?via=newsletter");
});

test("a network's code is taken out of the address bar once, and remembered", () => {
  openedAt("https://e.example/?page=1&via=u5&flag#story");
  assert.equal(takeVia(), "u5");
  assert.equal(location.href, "https://e.example/?page=1&flag#story");
  assert.equal(takeVia(), undefined);
  assert.equal(viaCode(), "u5");
});

test("every network has a code of its own, and those of the share bar have a form", () => {
  assert.equal(new Set(Object.values(CODES)).size, Object.keys(CODES).length);
  for (const [id, code, , , form] of NETWORKS) {
    assert.equal(CODES[id], code);
    assert.match(form, /\{url\}/);
  }
});
