import type { Schemas } from "@/api/client";
import { moment } from "@/ui/format";
import { isUnderWay } from "./states";

export interface Stage {
	state: string;
	at: string;
	by: string | null;
	publicReason: string | null;
	/** How long until the next state came, or so far; null: not known, or it is the last one. */
	lastedMs: number | null;
	/** It is in this state now, and something is still to come. */
	current: boolean;
}

/** The states of a transaction with how long each lasted. Times that run backwards give no length. */
export function stagesOf(lifecycle: readonly Schemas["Transition"][], now: number): Stage[] {
	return lifecycle.map((transition, i) => {
		const next = lifecycle[i + 1];
		const began = moment(transition.at)?.getTime();
		const current = next === undefined && isUnderWay(transition.state);
		const ended = next ? moment(next.at)?.getTime() : current ? now : undefined;
		const lasted = began === undefined || ended === undefined ? null : ended - began;
		return { ...transition, lastedMs: lasted !== null && lasted >= 0 ? lasted : null, current };
	});
}
