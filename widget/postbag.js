// See README.md.
import { PostbagComments } from "./comments.js";
import { PostbagShare } from "./share.js";

customElements.define("postbag-comments", PostbagComments);
customElements.define("postbag-share", PostbagShare);
