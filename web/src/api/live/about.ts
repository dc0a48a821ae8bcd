/* Which of the things that happen change what is asked for anew, by the types that the stream tells ("round.played"). */

/** Bets and rounds, which statistics add up. */
export const PLAY = /^(round|bet)\./;
/** The same, and the sessions that they belong to. */
export const SESSIONS = /^(round|bet|session)\./;
/** Money in and out, bonuses included. */
export const CASH = /^(deposit|withdrawal|balance)\b/;
/** Every movement of money: stakes and wins too. */
export const MONEY = /^(round|bet|deposit|withdrawal|balance)\b/;
export const LOGINS = /^login\./;
export const CONTACTS = /^(ticket|chat)\./;

/** A sum over days, drawn as a chart, is asked for at most this often. */
export const SUMS = { everyMs: 3_000, againMs: 10_000 } as const;
