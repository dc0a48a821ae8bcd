import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { type Session, sessionQuery } from "@/api/session";
import { watchPerson } from "./person";

function sessionOf(username: string, csrfToken = "t"): Session {
	return { username, role: "agent", csrfToken, expiresAt: "2026-11-22T19:00:00Z", permissions: [] };
}

it("keeps nothing that another person fetched", () => {
	const client = new QueryClient();
	watchPerson(client);
	client.setQueryData(sessionQuery.queryKey, sessionOf("agent"));
	client.setQueryData(["customer", "CUS-1"], "seen by agent");
	client.setQueryData(sessionQuery.queryKey, sessionOf("agent", "another"));
	expect(client.getQueryData(["customer", "CUS-1"])).toBe("seen by agent");
	client.setQueryData(sessionQuery.queryKey, sessionOf("mlro"));
	expect(client.getQueryData(["customer", "CUS-1"])).toBeUndefined();
	expect(client.getQueryData(sessionQuery.queryKey)?.username).toBe("mlro");
});

it("notices another person also after a while in which nobody was signed on", () => {
	const client = new QueryClient();
	watchPerson(client);
	client.setQueryData(sessionQuery.queryKey, sessionOf("agent"));
	client.setQueryData(["sources"], []);
	client.setQueryData(sessionQuery.queryKey, null);
	client.setQueryData(sessionQuery.queryKey, sessionOf("mlro"));
	expect(client.getQueryData(["sources"])).toBeUndefined();
});
