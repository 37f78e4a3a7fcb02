import assert from "node:assert/strict";
import { test } from "node:test";
import "./small_dom.js";
import { button, fill, h } from "../../widget/dom.js";

const filled = (html) => fill(h("div"), html).inside;

test("strings are text, and what is not there is left out", () => {
  assert.equal(h("p", null, "<b>", null, undefined, false, "", h("br"), "0").outside, "<p>&lt;b&gt;<br>0</p>");
});

test("an attribute that is null or false is left out, and true sets it to nothing", () => {
  const attributes = { a: null, b: undefined, c: false, d: true, e: "", f: 0, g: "true" };
  assert.equal(h("p", attributes).outside, '<p d="" e="" f="0" g="true"></p>');
});

test("a function handles the event that the attribute names", () => {
  const onclick = () => {};
  const node = button("quiet", onclick, "Go");
  assert.equal(node.onclick, onclick);
  assert.equal(node.outside, '<button type="button" class="quiet">Go</button>');
});

for (const html of [
  "",
  '<p dir="auto">one<br>\ntwo</p>\n<p dir="auto">three</p>',
  '<p dir="auto"><em>em</em> <strong>strong</strong> <code>a&lt;b &amp;amp; "c"</code></p>',
  '<blockquote dir="auto">\n<p dir="auto">said</p>\n</blockquote>',
  '<ul>\n<li dir="auto">a</li>\n<li dir="auto">b\n<ol>\n<li dir="auto">c</li>\n</ol>\n</li>\n</ul>',
  "<pre><code>\n  a\n\n&lt;script&gt;\n</code></pre>",
  '<p dir="auto"><a href="https://e.example/?a=1&amp;b=%22" rel="nofollow ugc noopener">x</a></p>',
  '<p dir="auto"><a href="mailto:a@e.example" rel="nofollow ugc noopener">a@e.example</a></p>',
  '<p dir="auto">a&nbsp;b &amp;lt; שלום 👩‍🚒</p>',
]) {
  test(`what the service writes is read as it is: ${JSON.stringify(html)}`, () => {
    assert.equal(filled(html), html);
  });
}

for (const [html, shown] of [
  ["<script>alert(1)</script>", "alert(1)"],
  ['<h1 class="x">big</h1> <p>small</p>', "big <p>small</p>"],
  ['<p onclick="alert(1)" style="color: red" dir="rtl" id="a">x</p>', "<p>x</p>"],
  ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"],
  ["<SCRIPT>x</SCRIPT>", "&lt;SCRIPT&gt;x&lt;/SCRIPT&gt;"],
  ["<!-- x --><svg/onload=alert(1)>", "&lt;!-- x --&gt;&lt;svg/onload=alert(1)&gt;"],
  ['<a href="javascript:alert(1)" rel="x">x</a>', "<a>x</a>"],
  ['<a href=" javascript:alert(1)">x</a>', "<a>x</a>"],
  ['<a href="&#106;avascript:alert(1)">x</a>', "<a>x</a>"],
  ['<a href="data:text/html,x">x</a>', "<a>x</a>"],
  ['<a href="//evil.example/">x</a>', "<a>x</a>"],
  ['<a title=" href=" x="https://e.example">x</a>', "<a>x</a>"],
  ['<a href="https://e.example">x</a>', '<a href="https://e.example" rel="nofollow ugc noopener">x</a>'],
  ["a < b && c > d &unknown; &#60;", "a &lt; b &amp;&amp; c &gt; d &amp;unknown; &amp;#60;"],
  ["<p>never <em>closed", "<p>never <em>closed</em></p>"],
  ["</p></div></div>after", "after"],
  ["<p>a</em></div>b</p>c", "<p>ab</p>c"],
  ["<br></br>x", "<br>x"],
]) {
  test(`nothing but the set comes through, and its text stays: ${JSON.stringify(html)}`, () => {
    assert.equal(filled(html), shown);
  });
}

test("no mixture of tags makes an element or an address beyond the set", () => {
  const parts = [
    "<",
    ">",
    "</",
    "p",
    "a",
    "br",
    "script",
    " href=",
    '"',
    "https:",
    "javascript:",
    "&lt;",
    "&",
    " ",
    "=",
  ];
  let seed = 20261130;
  const chance = (below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; // the linear congruential generator of C
    return (seed >>> 8) % below;
  };
  for (let n = 0; n < 5000; n++) {
    const html = Array.from({ length: chance(30) }, () => parts[chance(parts.length)]).join("");
    const left = filled(html).replace(/<\/?(a|p|br)>|<a href="https:[^"<>]*" rel="nofollow ugc noopener">/g, "");
    assert.doesNotMatch(left, /[<>]/, html);
  }
});
