// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { startLanguage } from "@/i18n";
import { Balances } from "./Balances";
import { Reconciliation } from "./Reconciliation";
import { Revenue } from "./Revenue";
import type { FinancialView } from "./WalletPanel";
import { bareWallet } from "./wallet.test-data";

type PartState = "fresh" | "missing";

function view(gaming: PartState, wallet: PartState): FinancialView {
	const part = (source: string, state: PartState) => ({
		source,
		fetchedAt: state === "fresh" ? "2026-11-22T12:00:00Z" : null,
		ageMs: state === "fresh" ? 1000 : null,
		state,
		error: state === "fresh" ? null : ("timeout" as const),
	});
	return {
		customerId: "CUS-1",
		financial: wallet === "fresh" ? bareWallet("USD", 10) : null,
		meta: {
			financial: {
				...part("wallet", wallet === "missing" ? "missing" : gaming),
				parts: { gaming: part("gaming", gaming), wallet: part("wallet", wallet) },
			},
		},
		masked: [],
	};
}

function show(data: FinancialView): HTMLElement {
	const query = { data, error: null, isPending: false, dataUpdatedAt: Date.now(), errorUpdatedAt: 0, refetch: () => {} };
	return render(
		<QueryClientProvider client={new QueryClient()}>
			<Balances query={query} />
			<Revenue query={query} />
			<Reconciliation query={query} />
		</QueryClientProvider>,
	).container;
}

const failed = (page: HTMLElement) =>
	[...page.querySelectorAll("[data-panel]")]
		.filter((panel) => panel.querySelector("[data-failed]"))
		.map((panel) => panel.getAttribute("data-panel"));

beforeAll(() => startLanguage("en"));
afterEach(cleanup);

describe("the panels of the financial summary", () => {
	it("lose the net gaming revenue alone when gaming is missing", () => {
		expect(failed(show(view("missing", "fresh")))).toEqual(["net-gaming-revenue"]);
	});

	it("are all missing without the wallet, and never empty", () => {
		expect(failed(show(view("fresh", "missing")))).toEqual(["balances", "net-gaming-revenue", "reconciliation"]);
	});

	it("write what isn't known as such, not as zero", () => {
		const page = show(view("fresh", "fresh"));
		expect(failed(page)).toEqual([]);
		expect(page.querySelector('[data-panel="balances"]')?.textContent).not.toMatch(/\$0\.00|null|undefined/);
	});
});
