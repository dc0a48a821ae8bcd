import { wordOf } from "@/ui/words";
import { stateKey } from "./states";

/** "Credit Card" in the language of the screen; one that isn't known stays in the service's own words. */
export function methodOf(method: string): string {
	const key = stateKey(method);
	const word = wordOf("paymentMethod", key);
	return word.toLowerCase() === key.replaceAll("_", " ") ? method : word;
}
