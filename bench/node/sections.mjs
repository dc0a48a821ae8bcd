// The mapping of the simulator's six services to the view, by hand: what an engineer would write for one operator.
// Amounts stay exact: minor units as BigInt where they are added, decimal text where they are only shown.

const EXPONENT = { JPY: 0, KRW: 0, ISK: 0, CLP: 0, KWD: 3, BHD: 3, TND: 3, JOD: 3, OMR: 3 };

/** A number that prints as it is, with all its decimals. */
class Raw {
	constructor(text) {
		this.text = text;
	}
	toJSON() {
		return JSON.rawJSON ? JSON.rawJSON(this.text) : Number(this.text);
	}
}

export const minor = (value, currency) => {
	if (value === null || value === undefined) return null;
	const exponent = EXPONENT[currency] ?? 2;
	const negative = value < 0;
	const digits = String(negative ? -value : value).padStart(exponent + 1, "0");
	const whole = digits.slice(0, digits.length - exponent);
	const text = exponent ? `${whole}.${digits.slice(-exponent)}` : whole;
	return new Raw(negative ? `-${text}` : text);
};
const toMinor = (text, currency) => {
	const [whole, part = ""] = String(text).split(".");
	const exponent = EXPONENT[currency] ?? 2;
	return BigInt(`${whole}${part.padEnd(exponent, "0").slice(0, exponent)}`);
};
const amount = (value) => (value ? new Raw(value.amount) : null);
const decimal = (text) => (text === null || text === undefined ? null : new Raw(String(text)));
const lower = (word) => (word ? word.toLowerCase() : null);
const snake = (word) => word.toLowerCase().replaceAll(" ", "_").replaceAll("-", "_");
const fromMs = (ms) => (ms === null || ms === undefined ? null : new Date(ms).toISOString().replace(".000Z", "Z"));
const fromSeconds = (s) => (s === null || s === undefined ? null : fromMs(s * 1000));
const same = (id, answered) => {
	if (id !== answered) throw new Error("wrong_customer");
};

const maskEmail = (v) => (v ? `${v[0]}***@***.${v.slice(v.lastIndexOf(".") + 1)}` : v);
const maskPhone = (v) => (v ? `${v.slice(0, 2)}***${v.slice(-2)}` : v);

export const parts = {
	profile: {
		service: "customer",
		path: (id) => `/api/customers/${id}`,
		map(id, a) {
			same(id, a.customer_id);
			return {
				customerId: a.customer_id,
				username: a.user_name,
				email: a.contact.email ?? null,
				phone: a.contact.phone ?? null,
				fullName: a.person.full_name ?? null,
				dateOfBirth: a.person.birth_date ?? null,
				registrationDate: a.registered_on,
				vipTier: lower(a.account.tier),
				brand: a.account.brand,
				licence: a.account.licence,
				jurisdiction: a.account.jurisdiction,
				currency: a.account.currency,
				timeZone: a.account.time_zone,
				language: a.account.locale,
				country: a.address?.country_code ?? null,
				gender: a.person.gender ?? null,
				address: a.address
					? {
							line1: a.address.street,
							line2: a.address.extra ?? null,
							city: a.address.city,
							region: a.address.state ?? null,
							postcode: a.address.zip ?? null,
							country: a.address.country_code,
						}
					: null,
				formerEmails: a.contact.former_emails ?? [],
				acquisitionChannel: a.account.acquisition_channel,
				statusSince: a.account.status_since,
				hasPhoto: a.has_photo,
				accountStatus: lower(a.account.status),
				consents: (a.consents ?? []).map((c) => ({
					product: c.product,
					channel: c.channel,
					granted: c.granted,
					at: c.changed_at,
				})),
			};
		},
		mask(p) {
			const masked = [];
			const hide = (key, fn) => {
				if (p[key] === null || p[key] === undefined || p[key].length === 0) return p[key];
				masked.push(`/${key}`);
				return fn(p[key]);
			};
			const out = { ...p };
			out.email = hide("email", maskEmail);
			out.phone = hide("phone", maskPhone);
			out.dateOfBirth = hide("dateOfBirth", () => "****-**-**");
			out.formerEmails = hide("formerEmails", (l) => [maskEmail(l[0])]);
			if (p.address) {
				out.address = { ...p.address };
				for (const key of ["line1", "line2", "city", "postcode"])
					if (p.address[key]) {
						out.address[key] = "***";
						masked.push(`/address/${key}`);
					}
			}
			return [out, masked];
		},
	},
	logins: {
		service: "customer",
		path: (id) => `/api/customers/${id}/access?recent=20`,
		map(id, a) {
			same(id, a.customer_id);
			return {
				recentLogins: a.recent_logins.map((l) => ({
					at: l.logged_in_at,
					outcome: l.result === "OK" ? "success" : "failed",
					ip: l.ip_address,
					country: l.geo?.country ?? null,
					city: l.geo?.city ?? null,
					deviceId: l.device_id,
					device: l.user_agent,
				})),
				devices: a.devices.map((d) => ({
					deviceId: d.device_id,
					kind: d.type,
					os: d.platform,
					firstSeen: d.first_seen_at,
					lastSeen: d.last_seen_at,
				})),
			};
		},
	},
	gaming: {
		service: "gaming",
		path: (id) => `/v2/players/${id}/statistics`,
		map(id, { data }) {
			same(id, data.playerId);
			const c = data.currencyCode;
			const l = data.lifetime;
			const stake = BigInt(l.stakeMinor);
			const won = BigInt(l.returnMinor);
			const half = (n, d) => {
				if (d === 0n) return null;
				const q = n / d;
				const twice = (n % d) * 2n;
				return twice > d || (twice === d && q % 2n === 1n) ? q + 1n : q;
			};
			return {
				gamingStats: {
					totalBets: l.betCount,
					totalWagered: minor(stake, c),
					totalWon: minor(won, c),
					netPosition: minor(won - stake, c),
					favoriteGame: l.favouriteGame,
					lastGamePlayed: fromMs(l.lastPlayedAt),
					averageBetSize: minor(half(stake, BigInt(l.betCount)), c),
					sessionCount: l.sessionCount,
					winningBets: l.winCount,
					losingBets: l.lossCount,
					winLossRatio: l.lossCount ? l.winCount / l.lossCount : null,
					ggr: minor(stake - won, c),
					openBets: l.openCount,
					openStakes: minor(l.openStakeMinor, c),
					voidBets: l.voidCount,
					freeBetStakes: minor(l.freeBetStakeMinor, c),
					jackpotsWon: minor(l.jackpotMinor, c),
					jackpotContributions: minor(l.jackpotContributionMinor, c),
					games: data.games.map((g) => ({
						gameId: g.gameId,
						game: g.title,
						category: g.vertical,
						bets: g.betCount,
						wagered: minor(g.stakeMinor, c),
						won: minor(g.returnMinor, c),
						theoreticalRtp: decimal(g.rtp),
						volatility: decimal(g.volatility),
						rtp: g.stakeMinor ? g.returnMinor / g.stakeMinor : null,
					})),
				},
			};
		},
	},
	play: {
		service: "gaming",
		path: (id) => `/v2/players/${id}/live`,
		map(id, { data }) {
			same(id, data.playerId);
			const c = data.currencyCode;
			return {
				activeSessions: data.sessions.map((s) => ({
					sessionId: s.sessionId,
					game: s.gameTitle,
					startedAt: fromMs(s.startedAt),
					currentBet: minor(s.currentStakeMinor, c),
					sessionBalance: minor(s.tableBalanceMinor, c),
					deviceId: s.deviceId,
				})),
				betsInPlay: data.openBets.map((b) => ({
					betId: b.betId,
					game: b.gameTitle,
					placedAt: fromMs(b.placedAt),
					stake: minor(b.stakeMinor, c),
					potentialReturn: minor(b.potentialReturnMinor, c),
				})),
			};
		},
	},
	wallet: {
		service: "wallet",
		path: (id) => `/accounts/${id}`,
		map(id, a) {
			same(id, a["account-id"]);
			const c = a.currency;
			const of = (v) => (v ? toMinor(v.amount, c) : 0n);
			const deposits =
				of(a.lifetime["deposits-settled"]) - of(a.lifetime["deposits-refunded"]) - of(a.lifetime["deposits-charged-back"]);
			const withdrawals = of(a.lifetime["withdrawals-paid"]);
			let balanced = true;
			const pockets = a.ledger.map((p) => {
				const plus = [
					"deposits",
					"returned",
					"wins",
					"voids-and-cash-outs",
					"resettlements",
					"bonus-conversion",
					"bonus-granted",
					"adjustments",
				];
				const less = ["withdrawals-reserved", "stakes", "forfeits", "chargebacks", "refunds", "fees"];
				const computed = plus.reduce((s, k) => s + of(p[k]), 0n) - less.reduce((s, k) => s + of(p[k]), 0n);
				const difference = of(p.balance) - computed;
				balanced &&= difference === 0n;
				const out = { pocket: p.pocket, balance: amount(p.balance) };
				for (const key of [...plus, ...less]) out[key.replace(/-(\w)/g, (_, ch) => ch.toUpperCase())] = amount(p[key]);
				return { ...out, computed: minor(computed, c), difference: minor(difference, c) };
			});
			return {
				financial: {
					currency: c,
					currentBalance: amount(a.balances.cash),
					totalDeposits: minor(deposits, c),
					totalWithdrawals: minor(withdrawals, c),
					activeBonus: amount(a.balances.bonus),
					lifetimeValue: minor(deposits - withdrawals, c),
					lastDeposit: a["last-deposit"]
						? { amount: amount(a["last-deposit"].value), method: a["last-deposit"].method, date: a["last-deposit"]["settled-at"] }
						: null,
					pendingWithdrawals: a["pending-withdrawals"].map((w) => ({
						transactionId: w["transaction-id"],
						amount: amount(w.value),
						method: w.method,
						requestedAt: w["requested-at"],
						state: snake(w.state),
						publicReason: w["public-reason"] ?? null,
						targetAt: w["target-at"] ?? null,
					})),
					balances: {
						cash: amount(a.balances.cash),
						bonus: amount(a.balances.bonus),
						reserved: amount(a.balances.reserved),
						openStakes: amount(a.balances["open-stakes"]),
						withdrawable: amount(a.balances.withdrawable),
					},
					bonuses: a.bonuses.map((b) => ({
						bonusId: b["bonus-id"],
						name: b.name,
						state: lower(b.state),
						amount: amount(b.amount),
						wageringRequired: amount(b["wagering-required"]),
						wagered: amount(b.wagered),
						contribution: decimal(b.contribution),
						maxBet: amount(b["max-bet"]),
						converted: amount(b.converted),
						grantedAt: b["granted-at"],
						expiresAt: b["expires-at"],
					})),
					instruments: a.instruments.map((i) => ({
						instrumentId: i["instrument-id"],
						kind: i.kind,
						label: i.label,
						cardNumber: i["card-number"] ? `${i["card-number"].slice(0, 6)}******${i["card-number"].slice(-4)}` : null,
						holder: i.holder,
						expires: i.expires ?? null,
						verified: i.verified,
						addedAt: i["added-at"],
					})),
					reconciliation: { pockets, balanced },
				},
			};
		},
	},
	kyc: {
		service: "kyc",
		path: (id) => `/kyc/v1/subjects/${id}`,
		map(id, { Result: r }) {
			same(id, r.SubjectId);
			const outcome = { Pass: "passed", Fail: "failed", Pending: "pending", Expired: "expired" };
			return {
				kycStatus: lower(r.State),
				verificationType: lower(r.Level),
				kyc: {
					kycVerified: r.IdentityVerified,
					proofOfAddressVerified: r.AddressVerified,
					sourceOfFundsVerified: r.FundsVerified,
					sourceOfFunds: r.FundsSource ?? null,
					nextReviewAt: r.NextReview ?? null,
					checks: r.Checks.map((c) => ({
						kind: c.Name,
						status: outcome[c.Outcome],
						provider: c.Vendor,
						checkedAt: c.PerformedAt,
						validUntil: c.ValidTo ?? null,
					})),
					screening: r.Screening.map((s) => ({
						list: s.ListName,
						kind: lower(s.Type),
						status: lower(s.Outcome),
						score: decimal(s.Score),
						reason: s.Note ?? null,
						at: s.ScreenedAt,
					})),
				},
				documents: r.Documents.map((d) => ({
					documentId: d.Id,
					kind: d.Type,
					status: lower(d.State),
					number: d.Number ?? null,
					issuingCountry: d.Country ?? null,
					uploadedAt: d.UploadedAt ?? null,
					reviewedAt: d.ReviewedAt ?? null,
					expiresAt: d.ExpiresAt ?? null,
					rejectReason: d.RejectionReason ?? null,
					contentType: d.MimeType ?? null,
					pages: d.PageCount ?? null,
					sizeBytes: d.Bytes ?? null,
				})),
			};
		},
		mask(p) {
			const masked = [];
			const documents = p.documents.map((d, i) => {
				if (!d.number) return d;
				masked.push(`/documents/${i}/number`);
				return { ...d, number: `***${d.number.slice(-3)}` };
			});
			return [{ ...p, documents }, masked];
		},
	},
	risk: {
		service: "risk",
		path: (id) => `/risk/profile/${id}`,
		map(id, { subject: s }) {
			same(id, s.id);
			const term = (t) => (t ? { since: fromSeconds(t.since), until: fromSeconds(t.until), scheme: t.scheme } : null);
			const lowest = (kind, period, key) => {
				const found = s.limits
					.filter((l) => l.kind === kind && (!period || l.period === period) && l[key] !== null)
					.map((l) => l[key]);
				return found.length ? Math.min(...found) : null;
			};
			return {
				limits: {
					responsibleGamblingLimits: {
						dailyDepositLimit: lowest("deposit", "day", "amount"),
						weeklyLossLimit: lowest("loss", "week", "amount"),
						sessionTimeLimit: lowest("session_time", null, "minutes"),
					},
					selfExclusionStatus: term(s.exclusion),
					coolingOffPeriod: term(s.cool_off),
					limits: s.limits.map((l) => ({
						kind: l.kind,
						period: l.period,
						basis: l.basis,
						window: l.window,
						amount: l.amount,
						minutes: l.minutes,
						used: l.used,
						usedMinutes: l.used_minutes,
						setBy: l.set_by,
						since: fromSeconds(l.since),
						resetsAt: fromSeconds(l.resets),
						pending: l.pending,
					})),
				},
				restrictions: s.restrictions.map((r) => ({
					scope: r.scope,
					publicReason: r.reason,
					since: fromSeconds(r.since),
					until: fromSeconds(r.until),
				})),
				riskLevel: s.level,
				riskFlags: s.flags.map((f) => ({
					flagId: f.id,
					type: f.kind,
					severity: f.severity,
					description: f.text,
					detectedAt: fromSeconds(f.detected),
					category: f.class,
					status: f.state,
				})),
			};
		},
		mask: (p) => [{ ...p, riskFlags: p.riskFlags.filter((f) => f.category !== "aml") }, []],
	},
	support: {
		service: "support",
		path: (id) => `/desk/requesters/${id}/history`,
		map(id, a) {
			same(id, a.requester);
			return {
				supportHistory: a.tickets.map((t) => ({
					ticketId: t.ref,
					subject: t.title,
					status: snake(t.stage),
					priority: t.urgency,
					channel: t.via,
					category: t.topic,
					createdAt: t.opened,
					updatedAt: t.lastActivity,
					resolvedAt: t.closed ?? null,
					messageCount: t.messages,
				})),
			};
		},
	},
};

/** What the view's sections read. */
export const sections = {
	profile: ["profile", "risk"],
	activity: ["play", "logins"],
	gaming: ["gaming"],
	financial: ["wallet"],
	compliance: ["kyc", "risk"],
	risk: ["risk"],
	support: ["support"],
	documents: ["kyc"],
};
