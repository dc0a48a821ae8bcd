import chart from "./chart.json";
import common from "./common.json";
import header from "./header.json";
import play from "./play.json";
import search from "./search.json";
import shell from "./shell.json";
import timeline from "./timeline.json";
import words from "./words.json";

export default { chart, common, header, play, search, shell, timeline, words };
