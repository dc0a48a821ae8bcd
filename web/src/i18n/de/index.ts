import activity from "./activity.json";
import audit from "./audit.json";
import chart from "./chart.json";
import common from "./common.json";
import compliance from "./compliance.json";
import documents from "./documents.json";
import finance from "./finance.json";
import gaming from "./gaming.json";
import header from "./header.json";
import overview from "./overview.json";
import risk from "./risk.json";
import search from "./search.json";
import shell from "./shell.json";
import support from "./support.json";
import table from "./table.json";
import timeline from "./timeline.json";
import words from "./words.json";

export default {
	activity,
	audit,
	chart,
	common,
	compliance,
	documents,
	finance,
	gaming,
	header,
	overview,
	risk,
	search,
	shell,
	support,
	table,
	timeline,
	words,
};
