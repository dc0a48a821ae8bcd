// Writes src/api/openapi.json, the API's description: the routes here, the fields from the same tables as the program
// (src/sources/schema_fields.h, src/sources/schema.c). A unit test holds it against the route table.
//   node tools/openapi.mjs [--check]
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path) => readFileSync(join(root, path), "utf8");

// --- the tables of src/sources ---

function readEnums() {
	const enums = {};
	for (const [, name, words] of read("src/sources/schema.c").matchAll(/enum_(\w+)\[\] = \{([^}]*)\}/g))
		enums[`enum_${name}`] = [...words.matchAll(/"([^"]*)"/g)].map((m) => m[1]);
	return enums;
}

function readSchemas() {
	const text = read("src/sources/schema_fields.h").replace(/\/\*[\s\S]*?\*\//g, "");
	const schemas = {};
	for (const [, name, body] of text.matchAll(/#define SCHEMA_(\w+)\(X\) \\\n((?:.*\\\n)*.*)/g)) {
		const rows = [];
		for (const line of body.split("\n")) {
			const included = line.match(/SCHEMA_(\w+_ROWS)\(X\)/);
			if (included) rows.push(...schemas[included[1]]);
			const m = line.match(/X\((\w+), "([^"]+)", (\w+), (\w+), (\w+), (?:&schema_)?(\w+)\)/);
			if (m)
				rows.push({
					path: m[2],
					type: m[3],
					required: /REQ|SUBJ/.test(m[4]) && m[4] !== "FIELD_SUBJECT",
					values: m[5],
					items: m[6],
				});
		}
		schemas[name] = rows;
	}
	return schemas;
}

const enums = readEnums();
const tables = readSchemas();

// --- small pieces ---

const ref = (name) => ({ $ref: `#/components/schemas/${name}` });
const nullable = (s) => {
	if (s.$ref) return { anyOf: [s, { type: "null" }] };
	const out = { ...s, type: [s.type, "null"] };
	if (s.enum) out.enum = [...s.enum, null];
	return out;
};
const object = (properties, required = Object.keys(properties), extra = {}) => ({
	type: "object",
	additionalProperties: false,
	required,
	properties,
	...extra,
});
const array = (items, extra = {}) => ({ type: "array", items, ...extra });
const string = (extra = {}) => ({ type: "string", ...extra });
const integer = (extra = {}) => ({ type: "integer", ...extra });
const number = (description) => ({ type: "number", ...(description && { description }) });
const boolean = { type: "boolean" };
const time = string({ format: "date-time" });
const money = number("Money in the currency named beside it, with that currency's decimals, exact.");

// What a role may not see is there as masked text, so its format isn't promised.
const maskable = new Set(["PROFILE.dateOfBirth"]);
const pascal = (name) => name.toLowerCase().replace(/(^|_)(\w)/g, (_, __, c) => c.toUpperCase());

function fieldSchema(table, row) {
	switch (row.type) {
		case "STRING":
		case "ID":
			return string();
		case "CARD_NUMBER":
			return string({ description: "First six and last four digits at most." });
		case "INT":
			return integer();
		case "DECIMAL":
			return number();
		case "BOOL":
			return boolean;
		case "MONEY":
			return money;
		case "TIME":
			return time;
		case "DATE":
			return maskable.has(`${table}.${row.path}`)
				? string({ description: "YYYY-MM-DD, or masked." })
				: string({ format: "date" });
		case "ENUM":
			return string({ enum: enums[row.values] });
		case "CURRENCY":
			return string({ pattern: "^[A-Z]{3}$" });
		case "STRINGS":
			return array(string());
		case "LIST":
			return array(ref(pascal(row.items)));
	}
	throw new Error(`no schema for ${row.type}`);
}

const rowsOf = (table) => Object.fromEntries(tables[table].map((r) => [r.path, r]));
const field = (table, path) => {
	const row = rowsOf(table)[path];
	const s = fieldSchema(table, row);
	return row.required ? s : nullable(s);
};

// "address.city" is member city of object address, which is always there.
function members(table, { skip = [], from = tables[table] } = {}) {
	const out = {};
	for (const row of from) {
		if (skip.includes(row.path)) continue;
		const parts = row.path.split(".");
		let at = out;
		for (const part of parts.slice(0, -1)) {
			at[part] ??= object({}, []);
			at[part].required = at[part].required.includes(parts.at(-1)) ? at[part].required : [...at[part].required, parts.at(-1)];
			at = at[part].properties;
		}
		at[parts.at(-1)] = field(table, row.path);
	}
	return out;
}
const record = (table, extra = {}) => object({ ...members(table), ...extra });

// --- the view ---

const sections = ["profile", "activity", "gaming", "financial", "compliance", "risk", "support", "documents"];
const sourceErrors = [...read("src/sources/source.c").matchAll(/\[SOURCE_\w+\] = "(\w+)"/g)]
	.map((m) => m[1])
	.filter((w) => w !== "ok");
const sourceError = string({ enum: sourceErrors, description: "A fixed code, never a source's own words." });
const parts = ["profile", "logins", "gaming", "play", "wallet", "kyc", "risk", "support"];
const provenance = (extra = {}) =>
	object(
		{
			source: string({ description: "Name of the service in the configuration." }),
			fetchedAt: nullable(time),
			ageMs: nullable(integer({ minimum: 0 })),
			state: string({ enum: ["live", "fresh", "stale", "missing"] }),
			error: nullable(sourceError),
			breakerOpen: { type: "boolean", const: true, description: "The source is not asked for the time being." },
			...extra,
		},
		["source", "fetchedAt", "ageMs", "state", "error"],
	);

const orNull = (properties) =>
	Object.fromEntries(Object.entries(properties).map(([k, v]) => [k, Array.isArray(v.type) || v.anyOf ? v : nullable(v)]));

const ratio = nullable(number("Four decimals; null when there is nothing to divide by."));
const rtpBand = { anyOf: [object({ low: number(), high: number(), level: number() }), { type: "null" }] };
const gamingStats = object({
	...Object.fromEntries(["totalBets", "totalWagered", "totalWon"].map((k) => [k, field("GAMING", `gamingStats.${k}`)])),
	netPosition: nullable(money),
	favoriteGame: field("GAMING", "gamingStats.favoriteGame"),
	lastGamePlayed: field("GAMING", "gamingStats.lastGamePlayed"),
	averageBetSize: nullable(money),
	...Object.fromEntries(["sessionCount", "winningBets", "losingBets"].map((k) => [k, field("GAMING", `gamingStats.${k}`)])),
	winLossRatio: ratio,
	ggr: nullable(money),
	rtp: ratio,
	rtpBand,
	theoreticalRtp: nullable(number()),
	sportsMargin: ratio,
	...Object.fromEntries(
		["openBets", "openStakes", "voidBets", "freeBetStakes", "jackpotsWon", "jackpotContributions"].map((k) => [
			k,
			field("GAMING", `gamingStats.${k}`),
		]),
	),
	games: nullable(array(ref("GameStat"))),
});

const financial = object({
	currency: field("WALLET", "currency"),
	currentBalance: field("WALLET", "balances.cash"),
	totalDeposits: nullable(money),
	totalWithdrawals: nullable(money),
	activeBonus: nullable(money),
	lifetimeValue: nullable(money),
	lastDeposit: {
		anyOf: [object({ amount: nullable(money), method: nullable(string()), date: nullable(time) }), { type: "null" }],
	},
	pendingWithdrawals: field("WALLET", "pendingWithdrawals"),
	balances: object(
		Object.fromEntries(
			["cash", "bonus", "reserved", "openStakes", "withdrawable"].map((k) => [k, field("WALLET", `balances.${k}`)]),
		),
	),
	depositsRefunded: field("WALLET", "totals.depositsRefunded"),
	depositsChargedBack: field("WALLET", "totals.depositsChargedBack"),
	bonuses: field("WALLET", "bonuses"),
	instruments: field("WALLET", "instruments"),
	reconciliation: object({ pockets: nullable(array(ref("Pocket"))), balanced: nullable(boolean) }),
	netGamingRevenue: {
		anyOf: [
			object({
				ggr: money,
				bonusConverted: money,
				jackpotContributions: money,
				duty: money,
				paymentCosts: money,
				ngr: nullable(money),
			}),
			{ type: "null" },
		],
	},
});

const compliance = object(
	orNull({
		...Object.fromEntries(
			[
				"kycVerified",
				"proofOfAddressVerified",
				"sourceOfFundsVerified",
				"sourceOfFunds",
				"nextReviewAt",
				"checks",
				"screening",
			].map((k) => [k, field("KYC", `compliance.${k}`)]),
		),
		responsibleGamblingLimits: object({
			dailyDepositLimit: nullable(money),
			weeklyLossLimit: nullable(money),
			sessionTimeLimit: nullable(integer()),
		}),
		selfExclusionStatus: object({ since: nullable(time), until: nullable(time), scheme: nullable(string()) }),
		coolingOffPeriod: object({ since: nullable(time), until: nullable(time) }),
		limits: field("RISK", "limits"),
	}),
);

// The members that each section brings; any of them is null while its part is missing.
const sectionMembers = {
	profile: orNull({
		...members("PROFILE", { skip: ["customerId", "accountStatus"] }),
		accountStatus: field("PROFILE", "accountStatus"),
		restrictions: array(ref("Restriction")),
	}),
	activity: orNull({
		activeSessions: field("PLAY", "activeSessions"),
		betsInPlay: field("PLAY", "betsInPlay"),
		recentLogins: field("LOGINS", "recentLogins"),
		devices: field("LOGINS", "devices"),
	}),
	gaming: orNull({ gamingStats: ref("GamingStats") }),
	financial: orNull({ financial: ref("Financial") }),
	compliance: orNull({
		kycStatus: field("KYC", "kycStatus"),
		verificationType: field("KYC", "verificationType"),
		compliance: ref("Compliance"),
	}),
	risk: orNull({ riskLevel: field("RISK", "riskLevel"), riskFlags: field("RISK", "riskFlags") }),
	support: orNull({ supportHistory: field("SUPPORT", "supportHistory") }),
	documents: orNull({ documents: field("KYC", "documents") }),
};

const masked = array(string({ format: "json-pointer" }), {
	description: "JSON Pointers of the fields that are masked for this role.",
});
const sectionMeta = object(Object.fromEntries(sections.map((s) => [s, ref("SectionMeta")])), []);
const viewOf = (names, required = true) =>
	object({
		customerId: string(),
		...Object.assign({}, ...names.map((s) => sectionMembers[s])),
		meta: required ? object(Object.fromEntries(names.map((s) => [s, ref("SectionMeta")]))) : sectionMeta,
		masked: ref("Masked"),
	});

// --- lists, details, bodies ---

const page = (item, extra = {}) =>
	object({ items: array(item), nextCursor: nullable(string({ description: "Opaque; null at the end." })), ...extra });
const listPage = (item) => page(item, { meta: ref("Meta"), masked: ref("Masked") });

const overSpan = (rows) =>
	object({
		from: { ...time, description: "As asked for, or 90 days before to." },
		to: { ...time, description: "As asked for, or now." },
		timeZone: string({ description: "Whose days and hours these are: an IANA name, the customer's where the source can." }),
		currency: nullable(string({ pattern: "^[A-Z]{3}$" })),
		...rows,
		meta: ref("Meta"),
		masked: ref("Masked"),
	});

const oneOrMore = (items) => ({ oneOf: [items, array(items, { minItems: 1, maxItems: 16 })] });
const hit = object({
	customerId: string(),
	username: nullable(string()),
	fullName: nullable(string()),
	email: nullable(string()),
	phone: nullable(string()),
	country: nullable(string()),
	brand: nullable(string()),
	currency: nullable(string({ pattern: "^[A-Z]{3}$" })),
	registrationDate: string({ format: "date" }),
	accountStatus: field("CUSTOMER", "accountStatus"),
	vipTier: field("CUSTOMER", "vipTier"),
	kycStatus: field("CUSTOMER", "kycStatus"),
	riskLevel: field("CUSTOMER", "riskLevel"),
	tags: array(string()),
	matched: {
		anyOf: [
			object({
				field: string({ enum: ["id", "email", "username", "name", "phone", "former_email"] }),
				how: string({ enum: ["exact", "prefix", "infix"] }),
			}),
			{ type: "null" },
		],
	},
});
hit.properties.accountStatus = nullable(string({ enum: enums.enum_account_status }));

const names = (path, start) => {
	const text = read(path);
	const from = text.indexOf(start);
	return [...text.slice(from, text.indexOf("};", from)).matchAll(/\{?"(\w+)"/g)].map((m) => m[1]);
};
const timelineTypes = names("src/view/timeline_item.c", "} types[TIMELINE_TYPE_COUNT_]");
const timelineLists = names("src/view/timeline_item.c", "} streams[TIMELINE_STREAM_COUNT_]");
const roles = names("src/access/perm.c", "role_names");
const actions = names("src/access/perm.c", "action_names");
const auditKinds = names("src/access/audit.c", "kind_names");

const quietTime = string({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$" });
const pushSettings = {
	severityAtLeast: string({ enum: ["low", "medium", "high", "critical"] }),
	timeZone: string({ minLength: 1, maxLength: 64, description: "An IANA name: quiet hours are by its clocks." }),
	criticalPasses: { ...boolean, description: "What is critical comes in quiet hours, too." },
	quietHours: {
		anyOf: [object({ from: quietTime, to: quietTime }), { type: "null" }],
		description: "Over midnight where to is before from; the whole day where they are the same.",
	},
};

const wallSession = {
	customerId: string(),
	game: string(),
	net: { ...nullable(money), description: "Payouts less stakes of the session's rounds: the customer's side." },
	currency: string({ pattern: "^[A-Z]{3}$" }),
	since: time,
};

const schemas = {
	Problem: object(
		{
			type: string({ format: "uri-reference", description: "Stable; relative to the portal." }),
			title: string(),
			status: integer({ minimum: 400, maximum: 599 }),
			detail: string({ description: "A sentence for people." }),
			requestId: string({ format: "uuid" }),
			errors: array(
				object({ pointer: string({ format: "json-pointer" }), parameter: string(), reason: string() }, ["reason"], {
					description: "What is wrong, field by field: a JSON Pointer into the body, or the name of a parameter of the address.",
				}),
			),
			source: string(),
			error: sourceError,
		},
		["type", "title", "status"],
	),
	Masked: masked,
	Meta: provenance(),
	SectionMeta: provenance({ parts: object(Object.fromEntries(parts.map((p) => [p, ref("Meta")])), []) }),
	GamingStats: gamingStats,
	Financial: financial,
	Compliance: compliance,
	...Object.fromEntries(
		[
			"CONSENT",
			"LOGIN",
			"DEVICE",
			"OPEN_SESSION",
			"OPEN_BET",
			"WITHDRAWAL",
			"INSTRUMENT",
			"BONUS",
			"CHECK",
			"DOCUMENT",
			"SCREENING",
			"FLAG",
			"LIMIT",
			"RESTRICTION",
			"TICKET",
			"LEG",
			"BET",
			"SESSION",
			"ROUND",
			"TRANSITION",
			"TRANSACTION",
			"CORRESPONDENCE",
			"STATEMENT",
			"MESSAGE",
			"PLAY_HOUR",
		].map((t) => [pascal(t), record(t)]),
	),
	GameStat: record("GAME_STAT", { rtp: ratio }),
	GameResult: record("GAME_STAT", { netPosition: nullable(money), rtp: ratio, rtpBand }),
	PlayDay: record("PLAY_DAY", { netPosition: nullable(money) }),
	CashDay: record("CASH_DAY", { net: nullable(money) }),
	Pocket: record("POCKET", { computed: nullable(money), difference: nullable(money) }),
	Customer: viewOf(sections),
	Section: { oneOf: sections.map((s) => ref(`Section${s[0].toUpperCase()}${s.slice(1)}`)) },
	...Object.fromEntries(sections.map((s) => [`Section${s[0].toUpperCase()}${s.slice(1)}`, viewOf([s])])),
	Session_: undefined,
	SignOn: object({
		username: string({ minLength: 1, maxLength: 64 }),
		password: string({ minLength: 1, maxLength: 256, format: "password" }),
	}),
	SignedOn: object({
		username: string(),
		role: string({ enum: roles }),
		csrfToken: nullable(string({ description: "To be sent as X-CSRF-Token with every write; null for a bearer token." })),
		expiresAt: time,
		permissions: array(string({ enum: actions })),
	}),
	Search: object(
		{
			text: string({ maxLength: 256, description: "Id, email, username, name, phone, former email. At most 8 words." }),
			filters: {
				anyOf: [
					object(
						{
							customerIds: array(string({ pattern: "^[A-Za-z0-9_.:-]{1,64}$" }), {
								minItems: 1,
								maxItems: 20,
								uniqueItems: true,
								description:
									"These customers, in this order; who is not there is left out. Stands alone: no text, no other filter, no sort, no cursor; limit is not asked.",
							}),
							accountStatus: oneOrMore(string({ enum: enums.enum_account_status })),
							vipTier: oneOrMore(string({ enum: enums.enum_vip_tier })),
							kycStatus: oneOrMore(string({ enum: enums.enum_kyc_status })),
							country: oneOrMore(string()),
							brand: oneOrMore(string()),
							tag: oneOrMore(string()),
							registeredFrom: string({ format: "date" }),
							registeredTo: string({ format: "date" }),
							riskAtLeast: string({ enum: enums.enum_severity }),
						},
						[],
					),
					{ type: "null" },
				],
			},
			sort: nullable(
				string({
					enum: ["relevance", "registered", "-registered", "name", "-name", "username", "-username", "vip", "-vip", "id", "-id"],
				}),
			),
			limit: nullable(integer({ minimum: 1, maximum: 200, default: 20 })),
			cursor: nullable(string({ maxLength: 8448 })),
		},
		[],
	),
	Hit: hit,
	Hits: page(ref("Hit"), {
		from: string({ enum: ["directory", "customer_service"] }),
		complete: { type: "boolean", description: "False: there may be more than was found in time." },
		total: nullable(integer({ minimum: 0 })),
		totalExact: boolean,
		masked: ref("Masked"),
	}),
	Reveal: object({
		fields: array(string({ format: "json-pointer", minLength: 2, maxLength: 200 }), {
			minItems: 1,
			maxItems: 20,
			uniqueItems: true,
		}),
		reason: string({ minLength: 5, maxLength: 500 }),
	}),
	Revealed: object({
		values: {
			type: "object",
			description: "By pointer; of /documents/{documentId}/content a grant, to be sent as ?grant=.",
			additionalProperties: { anyOf: [string(), array(string())] },
		},
		until: time,
	}),
	Bets: listPage(ref("Bet")),
	Sessions: listPage(ref("Session")),
	Rounds: listPage(ref("Round")),
	Transactions: listPage(ref("Transaction")),
	Bonuses: listPage(ref("Bonus")),
	Logins: listPage(ref("Login")),
	Tickets: listPage(ref("Ticket")),
	Documents: listPage(ref("Document")),
	Correspondences: listPage(ref("Correspondence")),
	Statements: listPage(ref("Statement")),
	BetDetail: record("BET", { meta: ref("Meta"), masked: ref("Masked") }),
	TransactionDetail: record("TRANSACTION", { meta: ref("Meta"), masked: ref("Masked") }),
	TicketDetail: record("TICKET_DETAIL", { meta: ref("Meta"), masked: ref("Masked") }),
	Preferences: record("PREFERENCES", { meta: ref("Meta"), masked: ref("Masked") }),
	Statistics: overSpan({
		days: array(ref("PlayDay"), { description: "By date; days without a settled bet are left out." }),
		hours: nullable(
			array(ref("PlayHour"), {
				maxItems: 168,
				description: "By weekday (1 Monday to 7 Sunday) and hour; null when the source does not say.",
			}),
		),
		games: nullable(
			array(ref("GameResult"), { maxItems: 1000, description: "Most bets first; null when the source does not say." }),
		),
	}),
	Cashflow: overSpan({
		days: array(ref("CashDay"), { description: "By date; days on which nothing came in or went out are left out." }),
	}),
	TimelineItem: object({
		at: time,
		source: string(),
		type: string({ enum: timelineTypes }),
		id: string(),
		title: string(),
		amount: nullable(money),
		currency: nullable(string({ pattern: "^[A-Z]{3}$" })),
		state: nullable(string()),
		link: {
			anyOf: [
				object({ kind: string({ enum: ["bet", "transaction", "session", "ticket", "document", "section"] }), id: string() }),
				{ type: "null" },
			],
		},
	}),
	Timeline: page(ref("TimelineItem"), {
		meta: object({
			sources: array(
				object({
					source: string(),
					list: string({ enum: timelineLists }),
					state: string({ enum: ["fresh", "stale", "missing"] }),
					error: nullable(sourceError),
				}),
			),
		}),
		masked: ref("Masked"),
	}),
	StreamChange: object(
		{
			customers: array(string({ pattern: "^[A-Za-z0-9_.:-]{1,64}$" }), { maxItems: 20 }),
			topics: array(ref("Topic"), { maxItems: 16 }),
			unseen: array(string({ pattern: "^[A-Za-z0-9_.:-]{1,64}$" }), {
				maxItems: 20,
				description: "Customers of the list whose page nobody looks at just now: nobody is shown as being there because of them.",
			}),
		},
		["customers"],
	),
	Topic: string({
		enum: ["sections", "sessions", "bets", "balance", "logins", "alerts", "chat", "timeline", "sources", "wall", "presence"],
	}),
	Source: object({
		name: string(),
		breaker: string({ enum: ["closed", "open", "half_open"] }),
		lastError: nullable(sourceError),
		lastSuccessAt: nullable(time),
		lastFailureAt: nullable(time),
		requests: integer({ minimum: 0 }),
		retries: integer({ minimum: 0 }),
		failures: object(Object.fromEntries(sourceErrors.map((e) => [e, integer({ minimum: 1 })])), []),
		inFlight: integer({ minimum: 0 }),
		queued: integer({ minimum: 0 }),
		latencyUs: object({ p50: integer({ minimum: 0 }), p95: integer({ minimum: 0 }), p99: integer({ minimum: 0 }) }),
		cache: object({ hits: integer({ minimum: 0 }), stale: integer({ minimum: 0 }), misses: integer({ minimum: 0 }) }),
	}),
	Sources: page(ref("Source")),
	WallSession: object(wallSession),
	WallPlayer: object({
		...wallSession,
		session: integer({ minimum: 1, description: "Tells sessions apart, for as long as this one is told of." }),
		stake: nullable(money),
		rounds: integer({ minimum: 0 }),
		playedAt: time,
	}),
	WallStake: object({
		customerId: string(),
		game: string(),
		stake: money,
		currency: string({ pattern: "^[A-Z]{3}$" }),
		at: time,
	}),
	WallAlert: object({
		alertId: string(),
		customerId: string(),
		rule: string(),
		class: string({ enum: ["rg", "fraud", "aml"] }),
		severity: string({ enum: ["low", "medium", "high", "critical"] }),
		origin: string({ enum: ["rule", "source"] }),
		openedAt: time,
		risenAt: time,
	}),
	Wall: object(
		{
			at: time,
			eventsPerSecond: { type: "number", minimum: 0, description: "Of the last ten seconds." },
			players: object({
				now: integer({ minimum: 0, description: "Customers with a stake in the last five minutes in a session that is open." }),
				sessions: integer({ minimum: 0 }),
				atLeast: { ...boolean, description: "There are more sessions than the portal keeps in mind for the wall." },
				items: array(ref("WallPlayer"), { maxItems: 60, description: "The highest turnover, in the order of their start." }),
			}),
			wins: array(ref("WallSession"), { maxItems: 10 }),
			losses: array(ref("WallSession"), { maxItems: 10 }),
			stakes: array(ref("WallStake"), {
				maxItems: 20,
				description: "The biggest of the last hour, by about what they are in euros.",
			}),
			minutes: object({
				from: { ...time, description: "The first minute's begin. The last of the sixty is under way." },
				...Object.fromEntries(
					["rounds", "stakes", "deposits", "withdrawals", "failedLogins", "events"].map((name) => [
						name,
						array(integer({ minimum: 0 }), { minItems: 60, maxItems: 60 }),
					]),
				),
			}),
			alerts: object({
				open: object(
					Object.fromEntries(["critical", "high", "medium", "low"].map((severity) => [severity, integer({ minimum: 0 })])),
				),
				items: array(ref("WallAlert"), { maxItems: 20, description: "The newest." }),
			}),
			sources: {
				anyOf: [array(ref("Source")), { type: "null" }],
				description: "As GET /sources; null for who may not ask that; not in the stream, which tells it by itself.",
			},
		},
		["at", "eventsPerSecond", "players", "wins", "losses", "stakes", "minutes", "alerts"],
	),
	AuditRecord: {
		type: "object",
		description: "A line of the chain as it was written; which members it has besides depends on its kind.",
		required: ["seq", "at", "prev", "kind", "hash"],
		properties: {
			seq: integer({ minimum: 1 }),
			at: time,
			prev: string({ pattern: "^[0-9a-f]{64}$" }),
			kind: string({ enum: auditKinds }),
			who: string(),
			role: string(),
			session: string(),
			request: string({ format: "uuid" }),
			route: string(),
			status: integer(),
			customer: string(),
			hash: string({ pattern: "^[0-9a-f]{64}$" }),
		},
		additionalProperties: true,
	},
	Alert: object({
		alertId: string({ pattern: "^[0-9a-f]{32}$", description: "The same for the same alert, always." }),
		customerId: string(),
		flagId: string({ description: "Among the customer's riskFlags." }),
		rule: string({ description: "The instant rule's id, or the source's word for it." }),
		origin: string({ enum: ["rule", "source"], description: "Of our own making, or a service's." }),
		class: string({ enum: ["rg", "fraud", "aml"], description: "aml only for those who may know." }),
		severity: string({ enum: ["low", "medium", "high", "critical"], description: "The gravest so far." }),
		status: string({ enum: ["new"] }),
		description: nullable(string({ description: "A source's own words." })),
		openedAt: time,
		risenAt: { ...time, description: "When it became as grave as it is." },
		lastAt: { ...time, description: "When its rule held last." },
		heardAt: { ...time, description: "When the portal learned of it, or that it is graver: what seenUntil is held against." },
		evidence: {
			type: "object",
			additionalProperties: true,
			description:
				"As in the stream's event: of a rule its measure, value, threshold, period, numbers and the events' places in the journal.",
		},
	}),
	Alerts: page(ref("Alert"), {
		seenUntil: nullable({ ...time, description: "Up to where the asker has seen them, by heardAt." }),
	}),
	AlertsSeen: object(
		{ until: { ...time, description: "Of heardAt. Later than now counts as now, earlier than said before as nothing." } },
		["until"],
	),
	AlertsSeenUntil: object({ seenUntil: nullable(time) }),
	AuditRecords: page(ref("AuditRecord")),
	PushState: object({
		publicKey: {
			...nullable(string({ pattern: "^[A-Za-z0-9_-]{87}$" })),
			description: "What a browser subscribes with; null where this portal sends no pushes.",
		},
		subscriptions: array(
			object({
				subscriptionId: string({ format: "uuid" }),
				label: string(),
				madeAt: time,
				endpointHash: string({
					pattern: "^[A-Za-z0-9_-]{43}$",
					description: "SHA-256 of the endpoint in base64url: by it a page knows its own.",
				}),
			}),
			{ maxItems: 10 },
		),
		settings: object({
			chosen: { ...boolean, description: "False: nothing was said yet, and this is what is usual." },
			...pushSettings,
		}),
	}),
	PushSettings: object(pushSettings, ["severityAtLeast", "timeZone", "criticalPasses"]),
	PushSubscription: object({
		endpoint: string({
			format: "uri",
			maxLength: 1024,
			description: "At a push service that the configuration names, or 422.",
		}),
		keys: object({ p256dh: string({ minLength: 1, maxLength: 128 }), auth: string({ minLength: 1, maxLength: 128 }) }),
		label: string({ minLength: 1, maxLength: 80, description: "By what the person knows this device." }),
	}),
	PushSubscribed: object({ subscriptionId: string({ format: "uuid" }) }),
	PushTested: object({
		results: array(
			object({
				subscriptionId: string({ format: "uuid" }),
				outcome: string({ enum: ["sent", "gone", "refused", "unreachable", "unwanted"] }),
				status: { ...nullable(integer()), description: "Of the push service's answer." },
			}),
			{ maxItems: 10 },
		),
	}),
	Event: {
		type: "object",
		description: "CloudEvents 1.0 in JSON; docs/asyncapi.json tells the types and their data. Extension attributes are kept.",
		required: ["specversion", "id", "source", "type"],
		properties: {
			specversion: { type: "string", const: "1.0" },
			id: string({ minLength: 1, maxLength: 256 }),
			source: string({ minLength: 1, maxLength: 256, description: "Exactly the sender's." }),
			type: string({ minLength: 1, maxLength: 256 }),
			subject: string({ description: "The customer's id." }),
			time,
			datacontenttype: string(),
			data: { type: "object", additionalProperties: true },
		},
		additionalProperties: true,
	},
	EventBatch: array(ref("Event"), { maxItems: 1000 }),
	Events: { oneOf: [ref("Event"), ref("EventBatch")] },
	EventsTaken: object(
		{
			accepted: integer({ minimum: 0, description: "New, durable and in effect." }),
			repeated: integer({ minimum: 0, description: "Known by source and id: nothing changed." }),
			aside: integer({ minimum: 0, description: "Durable, but not what they said they were: no use in sending them again." }),
			firstSeq: nullable(integer({ minimum: 1 })),
			lastSeq: nullable(integer({ minimum: 1 })),
			asides: array(object({ index: integer({ minimum: 0 }), pointer: string(), reason: string() }), { maxItems: 50 }),
		},
		undefined,
		{ description: "Places in the journal are of the accepted ones." },
	),
	EventAside: object({
		seq: integer({ minimum: 1 }),
		at: time,
		source: string(),
		id: string(),
		type: string(),
		pointer: string({ description: "What of the event is wrong." }),
		reason: string(),
	}),
	EventsAside: page(ref("EventAside")),
	Alive: object({ status: { type: "string", const: "ok" } }),
	Readiness: object({
		status: string({ enum: ["ready", "not_ready"] }),
		started: boolean,
		stopping: boolean,
		audit: boolean,
		events: boolean,
		directory: object({ ready: boolean, loading: boolean, customers: integer(), loaded: integer() }),
		sources: { type: "object", additionalProperties: string({ enum: ["up", "down"] }) },
	}),
};
delete schemas.Session_;

// --- operations ---

const queryParameters = {
	limit: { schema: integer({ minimum: 1, maximum: 200, default: 50 }) },
	cursor: {
		schema: string({ minLength: 1, maxLength: 8448 }),
		description: "The nextCursor of the page before, for the same question.",
	},
	from: { schema: time, description: "Not before." },
	to: { schema: time, description: "Before." },
	source: { schema: string(), description: "Names of sources, separated by commas." },
	type: {
		schema: string({ pattern: `^(${timelineTypes.join("|")})(,(${timelineTypes.join("|")}))*$` }),
		description: "Types of items, separated by commas.",
	},
	gameId: { schema: string({ minLength: 1, maxLength: 128 }), description: "Only bets on this game." },
	state: {
		schema: string({ minLength: 1, maxLength: 128 }),
		description: "Only transactions in this state, as the source words it.",
	},
	grant: { schema: string({ maxLength: 8448 }), description: "From a reveal of /documents/{did}/content." },
	customers: {
		schema: string(),
		description: 'At most 20 customer ids, separated by commas. May be left out where topics has "wall" or "sources".',
	},
	topics: {
		schema: string(),
		description:
			'Separated by commas; all but "wall" and "presence" when left out. "wall": of all customers, alerts, exclusions, and sessions that start and end, and the picture of the wall as it changes. "sources": how the services are, when one is cut off or back. "presence": who else looks at these customers.',
	},
	unseen: {
		schema: string(),
		description: "Of the customers, those whose page nobody looks at just now, separated by commas.",
	},
	lastEventId: { schema: string(), description: "Where a stream broke off, if the header Last-Event-ID can't be sent." },
	who: { schema: string({ maxLength: 127 }) },
	customer: { schema: string({ maxLength: 127 }) },
	kind: { schema: string({ enum: auditKinds }) },
	status: { schema: string({ enum: ["open"], default: "open" }), description: "Which nobody has decided yet." },
	class: { schema: string({ enum: ["rg", "fraud", "aml"] }) },
	severityAtLeast: { schema: string({ enum: ["low", "medium", "high", "critical"], default: "low" }) },
	order: {
		schema: string({ enum: ["newest", "priority"], default: "newest" }),
		description: "By heardAt, or the gravest first and then by heardAt.",
	},
};
// Where one means something else by the same name.
const transactionKinds = enums.enum_transaction_kind.join("|");
const ownParameters = {
	"/api/v1/customers/{id}/transactions": {
		type: {
			schema: string({ pattern: `^(${transactionKinds})(,(${transactionKinds}))*$` }),
			description: "Kinds of transactions, separated by commas.",
		},
	},
};
ownParameters["/api/v1/alerts"] = {
	customer: { schema: string({ pattern: "^[A-Za-z0-9_.:-]{1,64}$" }), description: "Only this customer's." },
};
for (const name of ["statistics", "cashflow"])
	ownParameters[`/api/v1/customers/{id}/${name}`] = {
		from: { schema: time, description: "Not before; 90 days before to when left out, at most 3660 days before it." },
		to: { schema: time, description: "Before; now when left out." },
	};
const pathParameters = {
	id: { schema: string({ pattern: "^[A-Za-z0-9_.:-]{1,64}$" }), description: "A customer's id." },
	name: { schema: string({ enum: sections }), description: "A section." },
	bid: { schema: string({ minLength: 1, maxLength: 128 }) },
	sid: { schema: string({ minLength: 1, maxLength: 128 }) },
	tid: { schema: string({ minLength: 1, maxLength: 128 }) },
	did: { schema: string({ minLength: 1, maxLength: 128 }) },
};

const titles = {
	400: "Malformed: not JSON, not UTF-8, bad percent-encoding.",
	401: "Not signed on.",
	403: "Not permitted; on the record.",
	404: "No such thing, or hidden from this role: the same bytes.",
	413: "Too large.",
	415: "Not application/json.",
	422: "Well-formed, of the wrong shape; told field by field.",
	409: "As things are now, this cannot be: told by its type.",
	429: "Too many; Retry-After says when.",
	501: "This operator's services, as they are connected, do not offer this: no failure, and no use in asking again.",
	503: "Nothing is known and the source is down, or the record can't be written.",
};

const read_ = (path, action, summary, schema, query = "") => ({ method: "get", path, action, summary, schema, query });
const C = "/api/v1/customers/{id}";
const operations = [
	{
		method: "post",
		path: "/api/v1/session",
		action: "PUBLIC",
		summary: "Sign on.",
		schema: "SignedOn",
		body: "SignOn",
		errors: [401, 403],
		csrf: false,
	},
	read_("/api/v1/session", "SIGNED_ON", "Who one is, and what one may do.", "SignedOn"),
	{ method: "delete", path: "/api/v1/session", action: "SIGNED_ON", summary: "Sign off.", status: 204, csrf: true },
	{
		method: "post",
		path: "/api/v1/customers/search",
		action: "CUSTOMER_SEARCH",
		summary: "Find customers.",
		schema: "Hits",
		body: "Search",
		csrf: true,
	},
	{ ...read_(C, "CUSTOMER_VIEW", "Everything that is known of a customer.", "Customer"), etag: true },
	{ ...read_(`${C}/sections/{name}`, "CUSTOMER_VIEW", "One section of it.", "Section"), etag: true },
	read_(`${C}/bets`, "CUSTOMER_VIEW", "Bets, newest first.", "Bets", "limit cursor from to gameId"),
	read_(`${C}/bets/{bid}`, "CUSTOMER_VIEW", "One bet.", "BetDetail"),
	read_(`${C}/sessions`, "CUSTOMER_VIEW", "Game sessions, newest first.", "Sessions", "limit cursor from to"),
	read_(`${C}/sessions/{sid}/rounds`, "CUSTOMER_VIEW", "The rounds of a session.", "Rounds", "limit cursor"),
	read_(`${C}/transactions`, "CUSTOMER_VIEW", "Transactions, newest first.", "Transactions", "limit cursor from to type state"),
	read_(`${C}/transactions/{tid}`, "CUSTOMER_VIEW", "One transaction and its lifecycle.", "TransactionDetail"),
	read_(`${C}/bonuses`, "CUSTOMER_VIEW", "Bonuses.", "Bonuses", "limit cursor"),
	read_(`${C}/logins`, "CUSTOMER_VIEW", "Logins, newest first.", "Logins", "limit cursor from to"),
	read_(`${C}/tickets`, "CUSTOMER_VIEW", "Support tickets, newest first.", "Tickets", "limit cursor from to"),
	read_(`${C}/tickets/{tid}`, "CUSTOMER_VIEW", "One ticket and its messages.", "TicketDetail"),
	read_(`${C}/documents`, "CUSTOMER_VIEW", "Documents, without their contents.", "Documents"),
	{
		...read_(`${C}/documents/{did}/content`, "CUSTOMER_VIEW", "A document's bytes.", null, "grant"),
		content: ["image/png", "image/jpeg", "application/pdf"],
	},
	{ ...read_(`${C}/photo`, "CUSTOMER_VIEW", "The photo.", null), content: ["image/png", "image/jpeg"] },
	read_(`${C}/preferences`, "CUSTOMER_VIEW", "Preferences and consents.", "Preferences"),
	read_(
		`${C}/correspondence`,
		"CUSTOMER_VIEW",
		"Messages to and from the customer, newest first.",
		"Correspondences",
		"limit cursor from to",
	),
	read_(
		`${C}/statistics`,
		"CUSTOMER_VIEW",
		"Settled bets of a span of time, summed up by day, by hour of the week and by game, by the time they were placed.",
		"Statistics",
		"from to",
	),
	read_(
		`${C}/cashflow`,
		"CUSTOMER_VIEW",
		"Deposits, withdrawals and converted bonuses of a span of time, summed up by the day they were made; what became of them since counts.",
		"Cashflow",
		"from to",
	),
	read_(`${C}/statements`, "CUSTOMER_VIEW", "Statements.", "Statements", "limit cursor"),
	read_(
		`${C}/timeline`,
		"CUSTOMER_VIEW",
		"What happened, across all sources, newest first.",
		"Timeline",
		"limit cursor from to source type",
	),
	{
		method: "post",
		path: `${C}/reveal`,
		action: "REVEAL",
		summary: "Masked values, for a reason, on the record.",
		schema: "Revealed",
		body: "Reveal",
		csrf: true,
	},
	{
		...read_(
			"/api/v1/stream",
			"CUSTOMER_VIEW",
			"Server-Sent Events: sections as their sources answer, then their changes, and what happens by topic.",
			null,
			"customers topics unseen lastEventId",
		),
		content: ["text/event-stream"],
	},
	{
		method: "put",
		path: "/api/v1/stream/{sid}",
		action: "CUSTOMER_VIEW",
		summary: "Change what a stream carries.",
		status: 204,
		body: "StreamChange",
		csrf: true,
	},
	{
		method: "post",
		path: "/api/v1/events",
		action: "EVENTS_SEND",
		summary: "Events in, single or batch: acknowledged when durable; a repeated (source, id) changes nothing.",
		schema: "EventsTaken",
		body: "Events",
		bodies: {
			"application/cloudevents+json": "Event",
			"application/cloudevents-batch+json": "EventBatch",
			"application/json": "Events",
		},
		sender: true,
	},
	read_(
		"/api/v1/events/aside",
		"EVENTS_VIEW",
		"Events that were set aside, newest first, without what they say of customers.",
		"EventsAside",
		"limit cursor",
	),
	read_(
		"/api/v1/alerts",
		"ALERTS_VIEW",
		"Open alerts, of own rules and of services, the newest or the gravest first.",
		"Alerts",
		"status class severityAtLeast customer order limit cursor",
	),
	{
		method: "put",
		path: "/api/v1/alerts/seen",
		action: "ALERTS_VIEW",
		summary: "Up to where one has seen them.",
		schema: "AlertsSeenUntil",
		body: "AlertsSeen",
		csrf: true,
	},
	read_("/api/v1/push", "CUSTOMER_VIEW", "One's own browsers that are told of alerts, and how.", "PushState"),
	{
		method: "post",
		path: "/api/v1/push/subscriptions",
		action: "CUSTOMER_VIEW",
		summary: "Tells this browser, too; from now on nobody else on it.",
		status: 201,
		schema: "PushSubscribed",
		body: "PushSubscription",
		errors: [409],
		csrf: true,
	},
	{
		method: "delete",
		path: "/api/v1/push/subscriptions/{sid}",
		action: "CUSTOMER_VIEW",
		summary: "No longer tells one of one's own browsers.",
		status: 204,
		csrf: true,
	},
	{
		method: "put",
		path: "/api/v1/push/settings",
		action: "CUSTOMER_VIEW",
		summary: "What one wants to be told, and when.",
		status: 204,
		body: "PushSettings",
		csrf: true,
	},
	{
		method: "post",
		path: "/api/v1/push/test",
		action: "CUSTOMER_VIEW",
		summary: "Sends a message to one's own browsers, once, and says what became of it.",
		schema: "PushTested",
		errors: [409],
		csrf: true,
	},
	read_("/api/v1/sources", "SOURCES_VIEW", "How the sources are.", "Sources"),
	read_("/api/v1/wall", "WALL_VIEW", "The operations wall: who plays, stakes, counts and alerts of all customers.", "Wall"),
	read_("/api/v1/audit", "AUDIT_VIEW", "The record, newest first.", "AuditRecords", "limit cursor who customer kind from to"),
	{ ...read_("/api/v1/openapi.json", "PUBLIC", "This document.", null), free: true },
	read_("/healthz", "PUBLIC", "Is it alive?", "Alive"),
	{ ...read_("/readyz", "PUBLIC", "May it be asked?", "Readiness"), unready: true },
	{ ...read_("/metrics", "PUBLIC", "Metrics for Prometheus.", null), content: ["text/plain"] },
	{ ...read_("/", "PUBLIC", "A page that names the product.", null), content: ["text/html"] },
];

const problem = (status) => ({
	description: titles[status],
	content: { "application/problem+json": { schema: ref("Problem") } },
});

function success(op) {
	if (op.status === 204) return { description: "Done." };
	const out = { description: "OK." };
	if (op.etag) out.headers = { ETag: { schema: string(), description: "Weak; changes with what this role sees." } };
	if (op.content) out.content = Object.fromEntries(op.content.map((t) => [t, { schema: t.startsWith("text/") ? string() : {} }]));
	else out.content = { "application/json": { schema: op.free ? { type: "object" } : ref(op.schema) } };
	return out;
}

// What a service may have no call for.
const isOptional = (op) =>
	op.method === "get" && op.path.startsWith(`${C}/`) && ![`${C}/sections/{name}`, `${C}/timeline`].includes(op.path);

function errorsOf(op) {
	const codes = new Set(op.errors ?? []);
	if (op.action !== "PUBLIC") codes.add(401).add(403);
	if (op.path.includes("{")) codes.add(404).add(400);
	if (op.body) for (const s of [400, 413, 415, 422]) codes.add(s);
	codes.add(422).add(400);
	if (op.action !== "PUBLIC" || op.body) codes.add(429);
	if (isOptional(op)) codes.add(501);
	codes.add(503);
	return [...codes].sort();
}

function operation(op) {
	const parameters = [
		...[...op.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: "path", required: true, ...pathParameters[name] })),
		...(op.query ?? "")
			.split(" ")
			.filter(Boolean)
			.map((name) => ({ name, in: "query", ...(ownParameters[op.path]?.[name] ?? queryParameters[name]) })),
	];
	const responses = { [op.status ?? 200]: success(op) };
	if (op.etag)
		responses[304] = { description: "Not changed for this role since the ETag of If-None-Match; a look all the same." };
	for (const code of errorsOf(op)) responses[code] = problem(code);
	if (op.unready) responses[503] = { description: "Not ready.", content: { "application/json": { schema: ref("Readiness") } } };
	return {
		operationId:
			op.method +
			op.path
				.replace(/^\/api\/v1/, "")
				.replace(/[/{}.]+(\w?)/g, (_, c) => c.toUpperCase())
				.replace(/^$/, "Root"),
		summary: op.summary,
		"x-action": op.action.toLowerCase(),
		...(op.action === "PUBLIC"
			? { security: [] }
			: { security: op.sender ? [{ sender: [] }] : [op.csrf ? { session: [], csrf: [] } : { session: [] }, { token: [] }] }),
		...(parameters.length && { parameters }),
		...(op.body && {
			requestBody: {
				required: true,
				content: Object.fromEntries(
					Object.entries(op.bodies ?? { "application/json": op.body }).map(([type, name]) => [type, { schema: ref(name) }]),
				),
			},
		}),
		responses,
	};
}

const paths = {};
for (const op of operations) paths[op.path] = { ...paths[op.path], [op.method]: operation(op) };

const document = {
	openapi: "3.1.0",
	info: {
		title: "Pitboss",
		version: read("CMakeLists.txt").match(/project\(pitboss VERSION (\S+)/)[1],
		description:
			"The 360° customer view for a gambling operator's people. Every answer about a customer is on the record before it leaves; what a role may not see is masked, and listed in `masked`; unknown fields and parameters are refused by name.",
	},
	servers: [{ url: "/" }],
	paths,
	components: {
		securitySchemes: {
			session: { type: "apiKey", in: "cookie", name: "pitboss_session" },
			csrf: { type: "apiKey", in: "header", name: "X-CSRF-Token" },
			token: { type: "http", scheme: "bearer" },
			sender: { type: "http", scheme: "bearer", description: "A system's token, from the configuration: events.senders." },
		},
		schemas,
	},
};

const path = join(root, "src/api/openapi.json");
const text = `${JSON.stringify(document, null, 2)}\n`;
if (process.argv.includes("--check")) {
	if (readFileSync(path, "utf8") !== text) {
		console.error("src/api/openapi.json is not what tools/openapi.mjs writes: run it");
		process.exit(1);
	}
} else {
	writeFileSync(path, text);
}
