// README.md says what is in each file, types.d.ts what each function does.
import { PostbagComments } from "./comments.js";
import { PostbagShare } from "./share.js";

customElements.define("postbag-comments", PostbagComments);
customElements.define("postbag-share", PostbagShare);
