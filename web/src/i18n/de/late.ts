/* The words of what is below the fold or on rarer pages: fetched after the first picture. */
import activity from "./activity.json";
import audit from "./audit.json";
import compliance from "./compliance.json";
import documents from "./documents.json";
import finance from "./finance.json";
import gaming from "./gaming.json";
import live from "./live.json";
import overview from "./overview.json";
import push from "./push.json";
import replay from "./replay.json";
import risk from "./risk.json";
import support from "./support.json";
import table from "./table.json";
import wall from "./wall.json";

export default {
	activity,
	audit,
	compliance,
	documents,
	finance,
	gaming,
	live,
	overview,
	push,
	replay,
	risk,
	support,
	table,
	wall,
};
