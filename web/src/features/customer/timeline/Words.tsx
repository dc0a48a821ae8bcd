import type { TimelineItem } from "@/api/timelineHead";
import { Badge } from "@/ui/Badge";
import { Severity } from "@/ui/Severity";
import { useWords } from "@/ui/words";
import { detailOf, stateTone, stateWord } from "./kinds";

/** The kind, said in the person's language. */
export function TypeWord({ item }: { item: TimelineItem }) {
	return <>{useWords()("timelineType", item.type)}</>;
}

/** What the thing says of itself; nothing where the kind says it all. */
export function DetailText({ item }: { item: TimelineItem }) {
	const words = useWords();
	const detail = detailOf(item);
	if (!detail) return null;
	const text = "text" in detail ? detail.text : words(detail.group, detail.value);
	return <bdi title={text}>{text}</bdi>;
}

export function StateWord({ item }: { item: TimelineItem }) {
	const words = useWords();
	const state = stateWord(item);
	if (!state) return null;
	if (item.type === "risk_flag") return <Severity level={state.value} />;
	const tone = stateTone(item);
	const text = words(state.group, state.value);
	return tone === "neutral" ? <span className="dim">{text}</span> : <Badge tone={tone}>{text}</Badge>;
}
