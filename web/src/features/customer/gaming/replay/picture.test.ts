import { expect, test } from "vitest";
import { pictureOf, stakeRange, ticksAbove, valueRangeAbove } from "./picture";
import { type Deposit, type Round, replayOf } from "./steps";

const round = (n: number, stake: number, won: number | null, balance: number | null): Round => ({
	roundId: `R${n}`,
	at: new Date(n * 1000).toISOString(),
	currency: "EUR",
	game: null,
	stake,
	won,
	balance,
});

test("a round's stake is of a won one only when it paid more than it cost", () => {
	const rounds = [round(4, 1, null, 5), round(3, 1, 1, 4), round(2, 2, 3, null), round(1, 1, 0, 9)];
	const picture = pictureOf(replayOf({ rounds, deposits: [], markers: [], session: null, whole: true }));
	expect(picture.won).toEqual([null, 2, null, null]);
	expect(picture.lost).toEqual([1, null, 1, 1]);
	expect(picture.balance).toEqual([9, null, 4, 5]);
	expect(picture.lowest).toBe(4);
});

test("an axis has a length, and no balance has no lowest", () => {
	const picture = pictureOf(replayOf({ rounds: [round(1, 1, 0, null)], deposits: [], markers: [], session: null, whole: true }));
	expect(picture.to).toBeGreaterThan(picture.from);
	expect(picture.lowest).toBeNull();
});

test("the balance stays above the stakes, and both are within the plot", () => {
	const [low, high] = valueRangeAbove(100, 200);
	const part = (v: number) => (v - low) / (high - low);
	const [, stakes] = stakeRange(8);
	expect(part(100)).toBeGreaterThan(8 / stakes);
	expect(part(200)).toBeLessThan(0.95);
});

test("a balance that never changes and stakes of nothing have axes too", () => {
	for (const [low, high] of [
		valueRangeAbove(50, 50),
		valueRangeAbove(0, 0),
		valueRangeAbove(null, null),
		stakeRange(0),
		stakeRange(null),
	])
		expect(high).toBeGreaterThan(low);
});

test("the balance is not drawn as known between a deposit and the next round", () => {
	const rounds = [round(3, 1, 0, 19), round(1, 1, 0, 0)];
	const paid = { transactionId: "T", at: new Date(2000).toISOString(), state: "Settled", amount: 20, currency: "EUR" } as Deposit;
	const declined = { ...paid, transactionId: "U", state: "Declined" };
	const picture = pictureOf(replayOf({ rounds, deposits: [declined, paid], markers: [], session: null, whole: true }));
	expect(picture.times).toEqual([1000, 1999.5, 2000, 3000]);
	expect(picture.balance).toEqual([0, 0, null, 19]);
	expect(picture.marks.map((m) => m.kind)).toEqual(["deposit", "declined"]);
});

test("ticks end with the one below the lowest balance", () => {
	expect(ticksAbove([-20, -10, 0, 10, 20], 0.03)).toEqual([null, null, 0, 10, 20]);
	expect(ticksAbove([-10, 0, 10, 20], 10)).toEqual([null, null, 10, 20]);
	expect(ticksAbove([0, 1], null)).toEqual([null, null]);
});
