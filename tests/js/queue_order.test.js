import assert from "node:assert/strict";
import { test } from "node:test";
import { follower, isUpTo, nextOpen, placeAfter } from "../../desk/order.js";

/** The queue after each of `ids` has come in. */
function arrived(ids, oldestFirst) {
  const shown = [];
  for (const id of ids) {
    const next = follower(shown, id, oldestFirst);
    shown.splice(next === undefined ? shown.length : shown.indexOf(next), 0, id);
  }
  return shown.join("");
}

test("where somebody waits the oldest stands first, else the newest, in whatever order they come in", () => {
  for (const ids of ["abcd", "dcba", "bdac"]) {
    assert.equal(arrived(ids, true), "abcd");
    assert.equal(arrived(ids, false), "dcba");
  }
});

test("what comes after the end of a page is not on it", () => {
  assert.deepEqual(
    ["a", "b", "c"].map((id) => isUpTo(id, "b", true)),
    [true, true, false],
  );
  assert.deepEqual(
    ["a", "b", "c"].map((id) => isUpTo(id, "b", false)),
    [false, true, true],
  );
  assert.equal(isUpTo("a", undefined, true), false);
});

test("the selection moves by one and stays within the queue", () => {
  assert.equal(placeAfter(-1, 1, 3), 0);
  assert.equal(placeAfter(-1, -1, 3), 0);
  assert.equal(placeAfter(0, 1, 3), 1);
  assert.equal(placeAfter(2, 1, 3), 2);
  assert.equal(placeAfter(0, -1, 3), 0);
});

test("after a decision comes the next open comment, and at the end the first open one", () => {
  const cards = [null, "approved", null, "spam"].map((settled, at) => ({ at, settled }));
  assert.equal(nextOpen(cards, 0)?.at, 2);
  assert.equal(nextOpen(cards, 1)?.at, 2);
  assert.equal(nextOpen(cards, 3)?.at, 0);
  assert.equal(nextOpen([{ settled: "spam" }], 0), undefined);
});
