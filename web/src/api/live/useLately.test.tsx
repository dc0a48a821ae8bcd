import { cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PLAY } from "./about";
import { tellLiveNews } from "./store";
import { useLately } from "./useLately";

const ID = "CUS-1";
const happens = (type = "round.played", customerId = ID) =>
	tellLiveNews({ what: "change", change: { type, customerId, at: "", data: {} } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
	cleanup();
	vi.useRealTimers();
});

it("asks at once, then not more often than it was told, and not for what came before", () => {
	const ask = vi.fn();
	renderHook(() => useLately(ID, ask, { everyMs: 3_000 }));
	for (let i = 0; i < 20; i++) happens();
	expect(ask).toHaveBeenCalledTimes(1);
	vi.advanceTimersByTime(2_999);
	expect(ask).toHaveBeenCalledTimes(1);
	vi.advanceTimersByTime(1);
	expect(ask).toHaveBeenCalledTimes(2);
	vi.advanceTimersByTime(60_000);
	expect(ask).toHaveBeenCalledTimes(2);
});

it("takes no notice of another customer, nor of what changes nothing", () => {
	const ask = vi.fn();
	renderHook(() => useLately(ID, ask, { about: PLAY }));
	happens("login.succeeded");
	happens(undefined, "CUS-2");
	expect(ask).not.toHaveBeenCalled();
	tellLiveNews({ what: "missed" });
	expect(ask).toHaveBeenCalledTimes(1);
});

it("what nobody sees is asked for when somebody does, once", () => {
	const ask = vi.fn();
	const { rerender } = renderHook(({ inSight }) => useLately(ID, ask, { inSight }), { initialProps: { inSight: false } });
	happens();
	happens();
	vi.advanceTimersByTime(10_000);
	expect(ask).not.toHaveBeenCalled();
	rerender({ inSight: true });
	expect(ask).toHaveBeenCalledTimes(1);
	rerender({ inSight: false });
	rerender({ inSight: true });
	expect(ask).toHaveBeenCalledTimes(1);
});

it("asks once more a while after the last of it, also when it was out of sight then", () => {
	const ask = vi.fn();
	const { rerender } = renderHook(({ inSight }) => useLately(ID, ask, { inSight, againMs: 10_000 }), {
		initialProps: { inSight: true },
	});
	happens();
	vi.advanceTimersByTime(9_000);
	expect(ask).toHaveBeenCalledTimes(1);
	happens();
	expect(ask).toHaveBeenCalledTimes(2);
	vi.advanceTimersByTime(9_999);
	expect(ask).toHaveBeenCalledTimes(2);
	vi.advanceTimersByTime(1);
	expect(ask).toHaveBeenCalledTimes(3);
	vi.advanceTimersByTime(5_000);
	happens();
	expect(ask).toHaveBeenCalledTimes(4);
	rerender({ inSight: false });
	vi.advanceTimersByTime(20_000);
	expect(ask).toHaveBeenCalledTimes(4);
	rerender({ inSight: true });
	expect(ask).toHaveBeenCalledTimes(5);
});
