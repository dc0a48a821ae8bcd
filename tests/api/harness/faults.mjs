// The simulator's ways to fail a call, and what the portal says of each: {mode: error}. One that is only slow is no failure.
export const FAULTS = {
	error: "http_error",
	down: "unreachable",
	hang: "timeout",
	garbage: "malformed",
	truncated: "truncated",
	wrong_type: "wrong_type",
	wrong_customer: "wrong_customer",
};
