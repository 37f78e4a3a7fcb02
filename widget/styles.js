export const styles = new CSSStyleSheet();
styles.replaceSync(`
:host {
  display: block;
  --_line: var(--postbag-line, color-mix(in srgb, currentColor 24%, transparent));
  --_quiet: var(--postbag-quiet, color-mix(in srgb, currentColor 76%, transparent));
  --_accent: var(--postbag-accent, currentColor);
  --_danger: var(--postbag-danger, light-dark(#b3261e, #ffb4a9));
}
[hidden] { display: none !important; }
* { box-sizing: border-box; }
h3, h4, h5, h6, p, ol, ul { margin: 0; padding: 0; font-size: inherit; list-style: none; }
a, button, input, textarea, .waiting {
  font: inherit; color: inherit; background: none; border: 1px solid var(--_line);
  border-radius: var(--postbag-radius, 6px);
}
button { cursor: pointer; }
[aria-disabled=true] { opacity: .6; }
:focus-visible, article:focus { outline: 3px solid var(--_accent); outline-offset: 3px; }
.unseen, .trap { position: absolute; clip-path: inset(50%); }
.note, .total, header > * + *, .quiet, .number { color: var(--_quiet); }
.note, .error, header, .quiet, label { font-size: .92em; }
.error { color: var(--_danger); }

.share { display: flex; flex-wrap: wrap; gap: .5em; margin-bottom: .5em; }
.pill {
  display: flex; align-items: center; gap: .5em; min-height: 2.75em; padding: 0 .9em; border-radius: 3em;
  font-size: .94em; text-decoration: none;
}
.pill:hover { border-color: var(--_accent); }
a.pill::before { content: ""; width: .6em; height: .6em; border-radius: 50%; background: var(--_dot); }
.number, [aria-pressed=true] { font-weight: 700; }
.number:empty { display: none; }
[aria-expanded]::after { content: "+"; }
[aria-expanded=true]::after { content: "−"; }
.total { min-height: 1.6em; }

form { display: grid; gap: .6em; margin: .5em 0; }
label { display: block; margin-bottom: .2em; }
input, textarea { width: 100%; padding: .6em .7em; border-color: var(--_quiet); }
textarea { display: block; min-height: 6em; max-height: 60vh; resize: vertical; field-sizing: content; }
[aria-invalid=true] { border-color: var(--_danger); }
.row { display: flex; flex-wrap: wrap; gap: .6em; align-items: end; justify-content: end; }
.author_name { flex: 1 1 11em; margin-right: auto; max-width: 24em; }
.send, .more { min-height: 2.75em; padding: .3em 1.2em; font-weight: 600; }
.send { border-color: var(--_accent); background: var(--postbag-accent); color: var(--postbag-on-accent, inherit); }
.more { width: 100%; margin-top: 1em; }

.bar {
  display: flex; flex-wrap: wrap; gap: .6em 1em; align-items: center; justify-content: space-between;
  margin-top: 1.6em;
}
.bar div { display: flex; }
.bar button { min-height: 2.4em; padding: 0 .8em; border-radius: 0; font-size: .92em; text-transform: capitalize; }
[aria-pressed=true] { box-shadow: inset 0 -3px var(--_accent); }
.thread:empty[aria-busy] { height: 20em; }
.thread > li { padding: 1.1em 0; border-bottom: 1px solid var(--_line); }
article { overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; gap: 0 .6em; align-items: baseline; }
.badge { padding: 0 .4em; border: 1px solid; border-radius: 3em; font-size: .85em; }
header > :is(.verified, .staff) { color: var(--_accent); }
.body > * { margin: .4em 0; }
.body :is(ol, ul) { padding-left: 1.4em; list-style: revert; }
.body pre { white-space: pre-wrap; }
.waiting { padding: .7em .9em; border-style: dashed; }
.quiet { min-height: 2.2em; padding: 0 .5em; margin-left: -.5em; border: 0; font-weight: 600; }
.replies { padding-left: clamp(.8em, 3vw, 1.6em); border-left: 2px solid var(--_line); }
.replies:empty { border: 0; }
.replies > li { padding-top: .8em; }
@media print { form, button { display: none; } }
`);
