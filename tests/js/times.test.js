import assert from "node:assert/strict";
import { test } from "node:test";
import { age } from "../../desk/age.js";
import { ago } from "../../widget/dom.js";

const AT = "2026-11-22T09:30:00.125Z";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

for (const [later, forReaders, forModerators] of [
  [-MINUTE, "just now", "now"],
  [0, "just now", "now"],
  [MINUTE - 1, "just now", "now"],
  [MINUTE, "1 minute ago", "1 min"],
  [59 * MINUTE, "59 minutes ago", "59 min"],
  [HOUR, "1 hour ago", "1 h"],
  [DAY - 1, "23 hours ago", "23 h"],
  [DAY, "yesterday", "24 h"],
  [2 * DAY - 1, "yesterday", "47 h"],
  [2 * DAY, "2 days ago", "2 d"],
  [7 * DAY, "7 days ago", "7 d"],
  [8 * DAY, "22 Nov 2026", "8 d"],
]) {
  test(`${later} ms later it was "${forReaders}" for readers and "${forModerators}" for moderators`, () => {
    const now = Date.parse(AT) + later;
    assert.equal(ago(AT, now), forReaders);
    assert.equal(age(AT, now), forModerators);
  });
}
