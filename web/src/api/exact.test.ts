import { expect, test } from "vitest";
import { quoteLongNumbers } from "./exact";

const parseExact = (text: string): unknown => JSON.parse(quoteLongNumbers(text));

test("an amount with more digits than a double holds keeps every digit", () => {
	expect(parseExact('{"amount":92233720368547758.07}')).toEqual({ amount: "92233720368547758.07" });
	expect(parseExact('{"amount":-9223372036854775807}')).toEqual({ amount: "-9223372036854775807" });
});

test("ordinary numbers stay numbers", () => {
	expect(parseExact('{"amount":45230.50,"count":1547,"small":-0.07}')).toEqual({ amount: 45230.5, count: 1547, small: -0.07 });
});

test("digits inside of texts are left alone, quotes and backslashes included", () => {
	const text = '{"note":"card \\"4111111111111111\\" \\\\","at":["12345678901234567890"],"amount":12345678901234567890}';
	expect(parseExact(text)).toEqual({
		note: 'card "4111111111111111" \\',
		at: ["12345678901234567890"],
		amount: "12345678901234567890",
	});
});

test("text without long numbers is handed on as it is", () => {
	const text = '{"a":1}';
	expect(quoteLongNumbers(text)).toBe(text);
});

test("what is no JSON is refused", () => {
	expect(() => parseExact("<html>")).toThrow(SyntaxError);
});
