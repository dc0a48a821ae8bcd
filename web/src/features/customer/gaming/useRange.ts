import { useCallback, useMemo } from "react";
import { useSection } from "@/api/sections";
import { type Address, useAddress, useChangeAddress } from "@/ui/address";
import type { BucketStep } from "@/ui/ChartBuckets";
import { type Days, type PresetKey, type Range, rangeOf, USUAL } from "./range";
import { useWhen } from "./useWhen";

export interface RangeInUse {
	/** Null until it is known on which day presets end. */
	range: Range | null;
	/** Presets end on the last day of play, which is long ago. */
	past: boolean;
	anchor: string | null;
	zone: string;
	setPreset: (key: string) => void;
	setDays: (days: Days) => void;
	setStep: (by: BucketStep) => void;
}

/** The span of time that the section shows, out of the address. */
export function useRange(id: string): RangeInUse {
	const address = useAddress();
	const change = useChangeAddress();
	const { zone, anchor } = useWhen(id);
	const start = useSection(id, "profile").data?.registrationDate ?? null;
	const { "gm.from": from, "gm.to": to, "gm.by": by, "gm.range": named } = address;
	const range = useMemo(() => {
		const asked: Address = { "gm.from": from, "gm.to": to, "gm.by": by, "gm.range": named };
		return anchor && rangeOf(asked, anchor.day, start);
	}, [from, to, by, named, anchor, start]);
	const setPreset = useCallback(
		(key: string) => {
			const preset = key as PresetKey;
			change({ "gm.range": preset === USUAL ? undefined : preset, "gm.from": undefined, "gm.to": undefined, "gm.by": undefined });
		},
		[change],
	);
	const setDays = useCallback(
		({ first, last }: Days) => change({ "gm.from": first, "gm.to": last, "gm.range": undefined, "gm.by": undefined }, "push"),
		[change],
	);
	const setStep = useCallback((step: BucketStep) => change({ "gm.by": step }), [change]);
	return { range, past: anchor?.past ?? false, anchor: anchor?.day ?? null, zone, setPreset, setDays, setStep };
}
