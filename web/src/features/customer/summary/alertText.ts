import { useTranslation } from "react-i18next";
import { date, locale, moment, money } from "@/ui/format";
import { useWords } from "@/ui/words";
import type { Alert, Saying } from "./alerts";

/** What an alert says, in a sentence, with its days. All of it is text, whoever wrote it. */
export function useAlertText(): (alert: Alert) => string {
	const { t } = useTranslation("header");
	const sayingOf = useSaying();
	return (alert) => {
		const since = moment(alert.since);
		const until = moment(alert.until);
		const what = sayingOf(alert.saying);
		if (until) {
			const at = isolated(date(until));
			return t("alert.whatWhen", { what, when: t(until.getTime() > Date.now() ? "alert.until" : "alert.untilPast", { at }) });
		}
		return since ? t("alert.whatWhen", { what, when: t("alert.since", { at: isolated(date(since)) }) }) : what;
	};
}

/* What comes from outside keeps its own direction within the sentence: first strong isolate … pop directional isolate. */
function isolated(text: string): string {
	return `\u2068${text}\u2069`;
}

function useSaying(): (saying: Saying) => string {
	const { t } = useTranslation("header");
	const words = useWords();
	return (saying) => {
		switch (saying.key) {
			case "excluded":
				return saying.scheme ? t("alert.excludedBy", { scheme: words("scheme", saying.scheme) }) : t("alert.excluded");
			case "restricted": {
				const list = new Intl.ListFormat(locale(), { type: "conjunction" });
				const scopes = list.format(saying.scopes.map((s) => words("scope", s)));
				return saying.reason
					? t("alert.restrictedFor", { scopes, reason: isolated(saying.reason) })
					: t("alert.restricted", { scopes });
			}
			case "flag": {
				const type = words("alertKind", saying.type);
				return saying.description ? t("alert.flag", { type, description: isolated(saying.description) }) : type;
			}
			case "chargeback":
				return t("alert.chargeback", { amount: isolated(money(saying.amount, saying.currency)) });
			case "unbalanced":
				return t("alert.unbalanced", {
					pocket: words("pocket", saying.pocket),
					difference: isolated(money(saying.difference, saying.currency, "always")),
				});
			case "documentRejected": {
				const kind = words("documentKind", saying.kind);
				return saying.reason
					? t("alert.documentRejectedFor", { kind, reason: isolated(saying.reason) })
					: t("alert.documentRejected", { kind });
			}
			case "documentExpired":
				return t("alert.documentExpired", { kind: words("documentKind", saying.kind) });
			case "checkFailed":
			case "checkExpired":
				return t(`alert.${saying.key}`, { kind: words("checkKind", saying.kind) });
			default:
				return t(`alert.${saying.key}`);
		}
	};
}
