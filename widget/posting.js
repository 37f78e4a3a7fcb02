// Posts what is written in a form. Loaded when the reader begins to write.
import { viaCode } from "./address.js";
import { NAME } from "./form.js";
import { withPass } from "./pass.js";
import { keep, keptPass } from "./service.js";

/**
 * Post the form's comment, and tell the form what became of it.
 * @param {CommentForm} form
 */
export async function post(form) {
  const { host, fields } = form;
  form.key ||= crypto.getRandomValues(new Uint32Array(4)).join("-");
  const draft = form.keep();
  const body = {
    ...draft,
    parent_id: form.thread.parent?.id,
    article: host.article,
    via: viaCode(),
    website: form.trap.value,
    seconds: Math.floor(performance.now() / 1000),
  };
  const headers = { "Idempotency-Key": form.key };
  show(form, []);
  if (!keptPass(host.api)) form.says.append(" The first time, your browser shows that it is no robot.");
  try {
    const { comment } = await withPass(host.api, (pass) =>
      host.call("comments", { method: "POST", pass, headers, body }),
    );
    keep("localStorage", NAME, draft.author_name);
    fields.body[0].value = form.key = "";
    form.keep();
    form.wait(false);
    form.thread.posted(comment);
  } catch (error) {
    failed(form, /** @type {CallError} */ (error));
  }
}

/**
 * @param {CommentForm} form
 * @param {CallError} error
 */
function failed(form, { message, code, errors = [], again }) {
  let text = message;
  if (code === "idempotency-conflict") {
    form.key = ""; // this would be another comment
    form.keep();
    form.thread.conflict();
    text = "An earlier version of this comment has already arrived. Post again only to add this one too.";
  }
  form.fail({ message: text, again });
  show(form, errors);
}

/**
 * Show each error at its field and focus the first; those of no field follow the form's message.
 * @param {CommentForm} form
 * @param {CallError["errors"]} errors
 */
function show(form, errors) {
  const fields = Object.values(form.fields);
  for (const [, error] of fields) error.textContent = "";
  for (const { pointer, detail } of errors) {
    (form.fields[pointer.slice(1)]?.[1] ?? form.fails).append(` ${detail}`);
  }
  for (const [input, error] of fields) input.setAttribute("aria-invalid", `${error.textContent !== ""}`);
  fields.find(([, error]) => error.textContent)?.[0].focus();
}
