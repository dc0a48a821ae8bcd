import type { Financial } from "./WalletPanel";

/** What a wallet says that knows nothing but the currency and what is in it. */
export function bareWallet(currency: string, cash: number): Financial {
	return {
		currency,
		currentBalance: cash,
		totalDeposits: null,
		totalWithdrawals: null,
		activeBonus: null,
		lifetimeValue: null,
		lastDeposit: null,
		pendingWithdrawals: [],
		balances: { cash, bonus: null, reserved: null, openStakes: null, withdrawable: null },
		depositsRefunded: null,
		depositsChargedBack: null,
		bonuses: null,
		instruments: null,
		reconciliation: { pockets: null, balanced: null },
		netGamingRevenue: null,
	};
}
