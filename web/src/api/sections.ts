/* A customer's sections. Those that are asked for at once come over one stream, each as soon as its source answers; one alone is a plain
 * request. Each is an entry of the query cache of its own, and fails of its own. */
import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { createParser } from "eventsource-parser";
import { useEffect } from "react";
import { api, dataOf, type Schemas, send } from "./client";
import { quoteLongNumbers } from "./exact";
import { live } from "./live/store";
import { ApiProblem, asProblem } from "./problem";

export type SectionViews = {
	profile: Schemas["SectionProfile"];
	activity: Schemas["SectionActivity"];
	gaming: Schemas["SectionGaming"];
	financial: Schemas["SectionFinancial"];
	compliance: Schemas["SectionCompliance"];
	risk: Schemas["SectionRisk"];
	support: Schemas["SectionSupport"];
	documents: Schemas["SectionDocuments"];
};
export type SectionName = keyof SectionViews;
export type SectionMeta = Schemas["SectionMeta"];

export const SECTION_NAMES: readonly SectionName[] = [
	"profile",
	"activity",
	"gaming",
	"financial",
	"compliance",
	"risk",
	"support",
	"documents",
];

/* From how many on a stream is the cheaper way. */
const STREAM_FROM = 3;
/* A stream that says nothing for this long (heartbeats count) is dead. */
const SILENCE_MAX_MS = 30_000;

type Waiter = { resolve: (view: unknown) => void; reject: (problem: unknown) => void };
type Batch = Map<SectionName, Waiter[]>;

const gathering = new Map<string, Batch>();

/** One section, together with whatever else is asked for in the same turn of the event loop. */
function sectionOf<N extends SectionName>(id: string, name: N): Promise<SectionViews[N]> {
	return new Promise((resolve, reject) => {
		let batch = gathering.get(id);
		if (!batch) {
			batch = new Map();
			gathering.set(id, batch);
			const gathered = batch;
			queueMicrotask(() => {
				gathering.delete(id);
				if (gathered.size >= STREAM_FROM) void readStream(id, gathered);
				else for (const [section, waiters] of gathered) void readOne(id, section, waiters);
			});
		}
		const waiters = batch.get(name) ?? [];
		waiters.push({ resolve: resolve as (view: unknown) => void, reject });
		batch.set(name, waiters);
	});
}

async function readOne(id: string, name: SectionName, waiters: Waiter[]): Promise<void> {
	try {
		const view = await dataOf(api.GET("/api/v1/customers/{id}/sections/{name}", { params: { path: { id, name } } }));
		for (const w of waiters) w.resolve(view);
	} catch (e) {
		for (const w of waiters) w.reject(asProblem(e));
	}
}

/** Lets the browser draw, and people act, before the next piece of work. */
function breath(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve));
}

async function readStream(id: string, batch: Batch): Promise<void> {
	const control = new AbortController();
	let silence = setTimeout(() => control.abort(), SILENCE_MAX_MS);
	/* What the stream still owes when it breaks is asked for section by section, unless it said that there is nothing to be had. */
	const settleRest = (problem: ApiProblem) => {
		const owed = [...batch];
		batch.clear();
		for (const [section, waiters] of owed)
			if (problem.transient || problem.kind === "garbled") void readOne(id, section, waiters);
			else for (const w of waiters) w.reject(problem);
	};
	const arrived: { event: string | undefined; data: string }[] = [];
	const parser = createParser({ onEvent: ({ event, data }) => arrived.push({ event, data }) });
	const take = ({ event, data }: { event: string | undefined; data: string }) => {
		const message = JSON.parse(quoteLongNumbers(data)) as {
			section?: SectionName;
			view?: unknown;
			type?: string;
			status?: number;
		};
		if (event === "section" && message.section) {
			for (const w of batch.get(message.section) ?? []) w.resolve(message.view);
			batch.delete(message.section);
			if (batch.size === 0) control.abort();
		} else if (event === "problem") {
			settleRest(new ApiProblem(message.type?.split("/").pop() ?? "garbled", message.status ?? 0));
			control.abort();
		} else if (event === "complete" || event === "reset") control.abort();
	};
	try {
		const url = `${location.origin}/api/v1/stream?customers=${encodeURIComponent(id)}&topics=sections`;
		const response = await send(new Request(url, { signal: control.signal, cache: "no-store", credentials: "same-origin" }));
		if (!response.body || !/^text\/event-stream\b/.test(response.headers.get("Content-Type") ?? ""))
			throw new ApiProblem("garbled", response.status);
		const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			clearTimeout(silence);
			silence = setTimeout(() => control.abort(), SILENCE_MAX_MS);
			parser.feed(value);
			/* One section at a time: what came together is drawn in short pieces, the header's first. */
			for (let next = arrived.shift(); next; next = arrived.shift()) {
				take(next);
				if (arrived.length > 0) await breath();
			}
		}
	} catch (e) {
		if (!control.signal.aborted) settleRest(asProblem(e));
	} finally {
		clearTimeout(silence);
		control.abort();
		settleRest(new ApiProblem("offline", 0));
	}
}

/* An open page asks again, for all sections at once, this often; for a section that is stale or missing sooner. */
const REFRESH_MS = 60_000;
const RETRY_MS = 15_000;
/* For one whose source is just being asked. */
const RENEWED_MS = 1_500;

export function sectionMeta(view: { meta?: object } | undefined, name: SectionName): SectionMeta | null {
	const meta = view?.meta as Partial<Record<SectionName, SectionMeta>> | undefined;
	return meta?.[name] ?? null;
}

/** The age and origin of one part of a section that reads several sources: one that is dead leaves the others' alone. */
export function partMeta(meta: SectionMeta | null, part: keyof NonNullable<SectionMeta["parts"]>): Schemas["Meta"] | null {
	return meta?.parts?.[part] ?? meta;
}

/* Old or not there without anything being wrong, in whole or in a part: the portal has asked the source, and will soon know. */
function isUnderWay(meta: SectionMeta): boolean {
	return [meta, ...Object.values(meta.parts ?? {})].some(
		(m) => (m.state === "stale" || m.state === "missing") && m.error === null,
	);
}

export function sectionQuery<N extends SectionName>(id: string, name: N) {
	return queryOptions({
		queryKey: ["customer", id, "section", name] as const,
		queryFn: () => sectionOf(id, name),
		staleTime: REFRESH_MS,
		refetchInterval: (query) => {
			const meta = sectionMeta(query.state.data, name);
			if (live().paused && meta) return false;
			if (meta && isUnderWay(meta)) return RENEWED_MS;
			return query.state.status === "error" || meta?.state === "stale" || meta?.state === "missing" ? RETRY_MS : false;
		},
	});
}

/** A customer's section. The query's error is an ApiProblem. */
export function useSection<N extends SectionName>(id: string, name: N, enabled = true) {
	return useQuery({ ...sectionQuery(id, name), enabled });
}

/** Keeps the sections of a customer whose page is open and in sight from ageing: one request for all of them. Those that the stream of changes has
 * just brought are not old. */
export function useRefresh(id: string): void {
	const client = useQueryClient();
	useEffect(() => {
		const timer = setInterval(() => {
			if (document.visibilityState === "visible" && !live().paused)
				void client.refetchQueries({ queryKey: ["customer", id, "section"], type: "active", predicate: (q) => q.isStale() });
		}, REFRESH_MS);
		return () => clearInterval(timer);
	}, [client, id]);
}

/** Asks for all sections before anything is drawn. */
export function prefetchSections(client: QueryClient, id: string): void {
	for (const name of SECTION_NAMES) void client.prefetchQuery(sectionQuery(id, name));
}
