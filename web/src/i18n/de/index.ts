import common from "./common.json";
import header from "./header.json";
import search from "./search.json";
import shell from "./shell.json";
import timeline from "./timeline.json";
import words from "./words.json";

export default { common, header, search, shell, timeline, words };
