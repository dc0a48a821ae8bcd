/* sources/schema_fields.h - the rows of every schema, once, as X-macros: schema.c makes the tables, schema.h the positions.
 * Row: X(identifier, "json.path", TYPE, flags, enum values or NULL, item schema or NULL). */
#pragma once

/* One row a line. */
/* clang-format off */

#define REQ   FIELD_REQUIRED
#define SUBJ  (FIELD_REQUIRED | FIELD_SUBJECT)

#define SCHEMA_ADDRESS_ROWS(X) \
	X(address_line1, "address.line1", STRING, 0, NULL, NULL) \
	X(address_line2, "address.line2", STRING, 0, NULL, NULL) \
	X(address_city, "address.city", STRING, 0, NULL, NULL) \
	X(address_region, "address.region", STRING, 0, NULL, NULL) \
	X(address_postcode, "address.postcode", STRING, 0, NULL, NULL) \
	X(address_country, "address.country", STRING, 0, NULL, NULL)

#define SCHEMA_CONSENT(X) \
	X(product, "product", STRING, REQ, NULL, NULL) \
	X(channel, "channel", STRING, REQ, NULL, NULL) \
	X(granted, "granted", BOOL, REQ, NULL, NULL) \
	X(at, "at", TIME, 0, NULL, NULL)

#define SCHEMA_PROFILE(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(username, "username", STRING, REQ, NULL, NULL) \
	X(email, "email", STRING, 0, NULL, NULL) \
	X(phone, "phone", STRING, 0, NULL, NULL) \
	X(fullName, "fullName", STRING, 0, NULL, NULL) \
	X(dateOfBirth, "dateOfBirth", DATE, 0, NULL, NULL) \
	X(registrationDate, "registrationDate", DATE, REQ, NULL, NULL) \
	X(accountStatus, "accountStatus", ENUM, REQ, enum_account_status, NULL) \
	X(vipTier, "vipTier", ENUM, 0, enum_vip_tier, NULL) \
	X(brand, "brand", STRING, 0, NULL, NULL) \
	X(licence, "licence", STRING, 0, NULL, NULL) \
	X(jurisdiction, "jurisdiction", STRING, 0, NULL, NULL) \
	X(currency, "currency", CURRENCY, REQ, NULL, NULL) \
	X(timeZone, "timeZone", STRING, 0, NULL, NULL) \
	X(language, "language", STRING, 0, NULL, NULL) \
	X(country, "country", STRING, 0, NULL, NULL) \
	X(gender, "gender", STRING, 0, NULL, NULL) \
	SCHEMA_ADDRESS_ROWS(X) \
	X(formerEmails, "formerEmails", STRINGS, 0, NULL, NULL) \
	X(acquisitionChannel, "acquisitionChannel", STRING, 0, NULL, NULL) \
	X(statusSince, "statusSince", TIME, 0, NULL, NULL) \
	X(hasPhoto, "hasPhoto", BOOL, 0, NULL, NULL) \
	X(consents, "consents", LIST, 0, NULL, &schema_CONSENT)

#define SCHEMA_LOGIN(X) \
	X(at, "at", TIME, REQ, NULL, NULL) \
	X(outcome, "outcome", ENUM, REQ, enum_login_outcome, NULL) \
	X(ip, "ip", STRING, 0, NULL, NULL) \
	X(country, "country", STRING, 0, NULL, NULL) \
	X(city, "city", STRING, 0, NULL, NULL) \
	X(deviceId, "deviceId", ID, 0, NULL, NULL) \
	X(device, "device", STRING, 0, NULL, NULL)

#define SCHEMA_DEVICE(X) \
	X(deviceId, "deviceId", ID, REQ, NULL, NULL) \
	X(kind, "kind", STRING, 0, NULL, NULL) \
	X(os, "os", STRING, 0, NULL, NULL) \
	X(firstSeen, "firstSeen", TIME, 0, NULL, NULL) \
	X(lastSeen, "lastSeen", TIME, 0, NULL, NULL)

#define SCHEMA_LOGINS(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(recentLogins, "recentLogins", LIST, REQ, NULL, &schema_LOGIN) \
	X(devices, "devices", LIST, 0, NULL, &schema_DEVICE)

#define SCHEMA_GAME_STAT(X) \
	X(gameId, "gameId", ID, REQ, NULL, NULL) \
	X(game, "game", STRING, REQ, NULL, NULL) \
	X(category, "category", STRING, 0, NULL, NULL) \
	X(bets, "bets", INT, REQ, NULL, NULL) \
	X(wagered, "wagered", MONEY, REQ, NULL, NULL) \
	X(won, "won", MONEY, REQ, NULL, NULL) \
	X(theoreticalRtp, "theoreticalRtp", DECIMAL, 0, NULL, NULL) \
	X(volatility, "volatility", DECIMAL, 0, NULL, NULL) /* SD of the return per unit staked */

#define SCHEMA_GAMING(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(totalBets, "gamingStats.totalBets", INT, REQ, NULL, NULL) \
	X(totalWagered, "gamingStats.totalWagered", MONEY, REQ, NULL, NULL) \
	X(totalWon, "gamingStats.totalWon", MONEY, REQ, NULL, NULL) \
	X(favoriteGame, "gamingStats.favoriteGame", STRING, 0, NULL, NULL) \
	X(lastGamePlayed, "gamingStats.lastGamePlayed", TIME, 0, NULL, NULL) \
	X(sessionCount, "gamingStats.sessionCount", INT, REQ, NULL, NULL) \
	X(winningBets, "gamingStats.winningBets", INT, 0, NULL, NULL) \
	X(losingBets, "gamingStats.losingBets", INT, 0, NULL, NULL) \
	X(openBets, "gamingStats.openBets", INT, 0, NULL, NULL) \
	X(openStakes, "gamingStats.openStakes", MONEY, 0, NULL, NULL) \
	X(voidBets, "gamingStats.voidBets", INT, 0, NULL, NULL) \
	X(freeBetStakes, "gamingStats.freeBetStakes", MONEY, 0, NULL, NULL) \
	X(jackpotsWon, "gamingStats.jackpotsWon", MONEY, 0, NULL, NULL) \
	X(jackpotContributions, "gamingStats.jackpotContributions", MONEY, 0, NULL, NULL) \
	X(duty, "gamingStats.duty", MONEY, 0, NULL, NULL) \
	X(games, "gamingStats.games", LIST, 0, NULL, &schema_GAME_STAT)

#define SCHEMA_OPEN_SESSION(X) \
	X(sessionId, "sessionId", ID, REQ, NULL, NULL) \
	X(game, "game", STRING, REQ, NULL, NULL) \
	X(startedAt, "startedAt", TIME, REQ, NULL, NULL) \
	X(currentBet, "currentBet", MONEY, 0, NULL, NULL) \
	X(sessionBalance, "sessionBalance", MONEY, 0, NULL, NULL) \
	X(deviceId, "deviceId", ID, 0, NULL, NULL)

#define SCHEMA_OPEN_BET(X) \
	X(betId, "betId", ID, REQ, NULL, NULL) \
	X(game, "game", STRING, REQ, NULL, NULL) \
	X(placedAt, "placedAt", TIME, REQ, NULL, NULL) \
	X(stake, "stake", MONEY, REQ, NULL, NULL) \
	X(potentialReturn, "potentialReturn", MONEY, 0, NULL, NULL)

#define SCHEMA_PLAY(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(activeSessions, "activeSessions", LIST, REQ, NULL, &schema_OPEN_SESSION) \
	X(betsInPlay, "betsInPlay", LIST, 0, NULL, &schema_OPEN_BET)

#define SCHEMA_WITHDRAWAL(X) \
	X(transactionId, "transactionId", ID, REQ, NULL, NULL) \
	X(amount, "amount", MONEY, REQ, NULL, NULL) \
	X(method, "method", STRING, 0, NULL, NULL) \
	X(requestedAt, "requestedAt", TIME, REQ, NULL, NULL) \
	X(state, "state", ENUM, REQ, enum_withdrawal_state, NULL) \
	X(publicReason, "publicReason", STRING, 0, NULL, NULL) \
	X(targetAt, "targetAt", TIME, 0, NULL, NULL)

#define SCHEMA_INSTRUMENT(X) \
	X(instrumentId, "instrumentId", ID, REQ, NULL, NULL) \
	X(kind, "kind", STRING, REQ, NULL, NULL) \
	X(label, "label", STRING, 0, NULL, NULL) \
	X(cardNumber, "cardNumber", CARD_NUMBER, 0, NULL, NULL) \
	X(holder, "holder", STRING, 0, NULL, NULL) \
	X(expires, "expires", STRING, 0, NULL, NULL) \
	X(verified, "verified", BOOL, 0, NULL, NULL) \
	X(addedAt, "addedAt", TIME, 0, NULL, NULL)

#define SCHEMA_BONUS(X) \
	X(bonusId, "bonusId", ID, REQ, NULL, NULL) \
	X(name, "name", STRING, 0, NULL, NULL) \
	X(state, "state", ENUM, REQ, enum_bonus_state, NULL) \
	X(amount, "amount", MONEY, REQ, NULL, NULL) \
	X(wageringRequired, "wageringRequired", MONEY, 0, NULL, NULL) \
	X(wagered, "wagered", MONEY, 0, NULL, NULL) \
	X(contribution, "contribution", DECIMAL, 0, NULL, NULL) \
	X(maxBet, "maxBet", MONEY, 0, NULL, NULL) \
	X(converted, "converted", MONEY, 0, NULL, NULL) \
	X(grantedAt, "grantedAt", TIME, 0, NULL, NULL) \
	X(expiresAt, "expiresAt", TIME, 0, NULL, NULL)

/* The ledger of one pocket, lifetime sums, all positive; the view adds and subtracts (product.md, "Identity per pocket"). */
#define SCHEMA_POCKET(X) \
	X(pocket, "pocket", STRING, REQ, NULL, NULL) \
	X(balance, "balance", MONEY, REQ, NULL, NULL) \
	X(deposits, "deposits", MONEY, 0, NULL, NULL) \
	X(withdrawalsReserved, "withdrawalsReserved", MONEY, 0, NULL, NULL) \
	X(returned, "returned", MONEY, 0, NULL, NULL) \
	X(stakes, "stakes", MONEY, 0, NULL, NULL) \
	X(wins, "wins", MONEY, 0, NULL, NULL) \
	X(voidsAndCashOuts, "voidsAndCashOuts", MONEY, 0, NULL, NULL) \
	X(resettlements, "resettlements", MONEY, 0, NULL, NULL) /* signed */ \
	X(bonusConversion, "bonusConversion", MONEY, 0, NULL, NULL) /* signed: leaves the bonus pocket, enters cash */ \
	X(bonusGranted, "bonusGranted", MONEY, 0, NULL, NULL) \
	X(forfeits, "forfeits", MONEY, 0, NULL, NULL) \
	X(chargebacks, "chargebacks", MONEY, 0, NULL, NULL) \
	X(refunds, "refunds", MONEY, 0, NULL, NULL) \
	X(fees, "fees", MONEY, 0, NULL, NULL) \
	X(adjustments, "adjustments", MONEY, 0, NULL, NULL) /* signed */

#define SCHEMA_WALLET(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(currency, "currency", CURRENCY, REQ, NULL, NULL) \
	X(cash, "balances.cash", MONEY, REQ, NULL, NULL) \
	X(bonus, "balances.bonus", MONEY, 0, NULL, NULL) \
	X(reserved, "balances.reserved", MONEY, 0, NULL, NULL) \
	X(openStakes, "balances.openStakes", MONEY, 0, NULL, NULL) \
	X(withdrawable, "balances.withdrawable", MONEY, 0, NULL, NULL) \
	X(depositsSettled, "totals.depositsSettled", MONEY, REQ, NULL, NULL) /* all that ever settled */ \
	X(depositsRefunded, "totals.depositsRefunded", MONEY, 0, NULL, NULL) \
	X(depositsChargedBack, "totals.depositsChargedBack", MONEY, 0, NULL, NULL) \
	X(withdrawalsPaid, "totals.withdrawalsPaid", MONEY, REQ, NULL, NULL) \
	X(bonusConverted, "totals.bonusConverted", MONEY, 0, NULL, NULL) \
	X(paymentCosts, "totals.paymentCosts", MONEY, 0, NULL, NULL) \
	X(lastDepositAmount, "lastDeposit.amount", MONEY, 0, NULL, NULL) \
	X(lastDepositMethod, "lastDeposit.method", STRING, 0, NULL, NULL) \
	X(lastDepositDate, "lastDeposit.date", TIME, 0, NULL, NULL) \
	X(pendingWithdrawals, "pendingWithdrawals", LIST, REQ, NULL, &schema_WITHDRAWAL) \
	X(bonuses, "bonuses", LIST, 0, NULL, &schema_BONUS) \
	X(instruments, "instruments", LIST, 0, NULL, &schema_INSTRUMENT) \
	X(pockets, "pockets", LIST, 0, NULL, &schema_POCKET)

#define SCHEMA_CHECK(X) \
	X(kind, "kind", STRING, REQ, NULL, NULL) \
	X(status, "status", ENUM, REQ, enum_check_status, NULL) \
	X(provider, "provider", STRING, 0, NULL, NULL) \
	X(checkedAt, "checkedAt", TIME, 0, NULL, NULL) \
	X(validUntil, "validUntil", TIME, 0, NULL, NULL)

#define SCHEMA_DOCUMENT(X) \
	X(documentId, "documentId", ID, REQ, NULL, NULL) \
	X(kind, "kind", STRING, REQ, NULL, NULL) \
	X(status, "status", ENUM, REQ, enum_document_status, NULL) \
	X(number, "number", STRING, 0, NULL, NULL) \
	X(issuingCountry, "issuingCountry", STRING, 0, NULL, NULL) \
	X(uploadedAt, "uploadedAt", TIME, 0, NULL, NULL) \
	X(reviewedAt, "reviewedAt", TIME, 0, NULL, NULL) \
	X(expiresAt, "expiresAt", TIME, 0, NULL, NULL) \
	X(rejectReason, "rejectReason", STRING, 0, NULL, NULL) \
	X(contentType, "contentType", STRING, 0, NULL, NULL) \
	X(pages, "pages", INT, 0, NULL, NULL) \
	X(sizeBytes, "sizeBytes", INT, 0, NULL, NULL)

#define SCHEMA_SCREENING(X) \
	X(list, "list", STRING, REQ, NULL, NULL) \
	X(kind, "kind", ENUM, REQ, enum_screening_kind, NULL) \
	X(status, "status", ENUM, REQ, enum_screening_status, NULL) \
	X(score, "score", DECIMAL, 0, NULL, NULL) \
	X(reason, "reason", STRING, 0, NULL, NULL) \
	X(at, "at", TIME, 0, NULL, NULL)

#define SCHEMA_KYC(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(kycStatus, "kycStatus", ENUM, REQ, enum_kyc_status, NULL) \
	X(verificationType, "verificationType", ENUM, 0, enum_verification_type, NULL) \
	X(kycVerified, "compliance.kycVerified", BOOL, 0, NULL, NULL) \
	X(proofOfAddressVerified, "compliance.proofOfAddressVerified", BOOL, 0, NULL, NULL) \
	X(sourceOfFundsVerified, "compliance.sourceOfFundsVerified", BOOL, 0, NULL, NULL) \
	X(sourceOfFunds, "compliance.sourceOfFunds", STRING, 0, NULL, NULL) \
	X(nextReviewAt, "compliance.nextReviewAt", TIME, 0, NULL, NULL) \
	X(checks, "compliance.checks", LIST, 0, NULL, &schema_CHECK) \
	X(screening, "compliance.screening", LIST, 0, NULL, &schema_SCREENING) \
	X(documents, "documents", LIST, REQ, NULL, &schema_DOCUMENT)

#define SCHEMA_FLAG(X) \
	X(flagId, "flagId", ID, 0, NULL, NULL) \
	X(type, "type", STRING, REQ, NULL, NULL) \
	X(severity, "severity", ENUM, REQ, enum_severity, NULL) \
	X(description, "description", STRING, 0, NULL, NULL) \
	X(detectedAt, "detectedAt", TIME, REQ, NULL, NULL) \
	X(category, "category", ENUM, REQ, enum_flag_class, NULL) /* aml: absent for those who may not know */ \
	X(status, "status", STRING, 0, NULL, NULL)

#define SCHEMA_LIMIT(X) \
	X(kind, "kind", ENUM, REQ, enum_limit_kind, NULL) \
	X(period, "period", ENUM, REQ, enum_limit_period, NULL) \
	X(basis, "basis", STRING, 0, NULL, NULL) /* gross or net */ \
	X(window, "window", STRING, 0, NULL, NULL) /* rolling or calendar */ \
	X(amount, "amount", MONEY, 0, NULL, NULL) \
	X(minutes, "minutes", INT, 0, NULL, NULL) /* for limits of time */ \
	X(used, "used", MONEY, 0, NULL, NULL) \
	X(usedMinutes, "usedMinutes", INT, 0, NULL, NULL) \
	X(setBy, "setBy", STRING, 0, NULL, NULL) \
	X(since, "since", TIME, 0, NULL, NULL) \
	X(resetsAt, "resetsAt", TIME, 0, NULL, NULL) \
	X(pendingAmount, "pending.amount", MONEY, 0, NULL, NULL) \
	X(pendingMinutes, "pending.minutes", INT, 0, NULL, NULL) \
	X(pendingFrom, "pending.effectiveAt", TIME, 0, NULL, NULL)

#define SCHEMA_RESTRICTION(X) \
	X(scope, "scope", ENUM, REQ, enum_restriction_scope, NULL) \
	X(publicReason, "publicReason", STRING, 0, NULL, NULL) \
	X(since, "since", TIME, 0, NULL, NULL) \
	X(until, "until", TIME, 0, NULL, NULL)

#define SCHEMA_RISK(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(riskLevel, "riskLevel", ENUM, 0, enum_severity, NULL) /* without AML: the source says it for everybody's eyes */ \
	X(riskFlags, "riskFlags", LIST, REQ, NULL, &schema_FLAG) \
	X(limits, "limits", LIST, REQ, NULL, &schema_LIMIT) \
	X(exclusionSince, "selfExclusion.since", TIME, 0, NULL, NULL) \
	X(exclusionUntil, "selfExclusion.until", TIME, 0, NULL, NULL) /* minimum term; null: indefinite */ \
	X(exclusionScheme, "selfExclusion.scheme", STRING, 0, NULL, NULL) \
	X(coolingOffSince, "coolingOff.since", TIME, 0, NULL, NULL) \
	X(coolingOffUntil, "coolingOff.until", TIME, 0, NULL, NULL) \
	X(restrictions, "restrictions", LIST, 0, NULL, &schema_RESTRICTION)

#define SCHEMA_TICKET(X) \
	X(ticketId, "ticketId", ID, REQ, NULL, NULL) \
	X(subject, "subject", STRING, REQ, NULL, NULL) \
	X(status, "status", ENUM, REQ, enum_ticket_status, NULL) \
	X(priority, "priority", ENUM, 0, enum_priority, NULL) \
	X(channel, "channel", STRING, 0, NULL, NULL) \
	X(category, "category", STRING, 0, NULL, NULL) \
	X(createdAt, "createdAt", TIME, REQ, NULL, NULL) \
	X(updatedAt, "updatedAt", TIME, 0, NULL, NULL) \
	X(resolvedAt, "resolvedAt", TIME, 0, NULL, NULL) \
	X(messageCount, "messageCount", INT, 0, NULL, NULL)

#define SCHEMA_SUPPORT(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(supportHistory, "supportHistory", LIST, REQ, NULL, &schema_TICKET)

/* Lists */
#define SCHEMA_LEG(X) \
	X(event, "event", STRING, REQ, NULL, NULL) \
	X(market, "market", STRING, 0, NULL, NULL) \
	X(selection, "selection", STRING, 0, NULL, NULL) \
	X(odds, "odds", DECIMAL, 0, NULL, NULL) \
	X(result, "result", STRING, 0, NULL, NULL)

#define SCHEMA_BET(X) \
	X(betId, "betId", ID, REQ, NULL, NULL) \
	X(customerId, "customerId", ID, FIELD_SUBJECT, NULL, NULL) \
	X(sessionId, "sessionId", ID, 0, NULL, NULL) \
	X(gameId, "gameId", ID, 0, NULL, NULL) \
	X(game, "game", STRING, REQ, NULL, NULL) \
	X(category, "category", STRING, 0, NULL, NULL) \
	X(placedAt, "placedAt", TIME, REQ, NULL, NULL) \
	X(settledAt, "settledAt", TIME, 0, NULL, NULL) \
	X(state, "state", ENUM, REQ, enum_bet_state, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(stake, "stake", MONEY, REQ, NULL, NULL) \
	X(won, "won", MONEY, 0, NULL, NULL) \
	X(bonusStake, "bonusStake", MONEY, 0, NULL, NULL) \
	X(legs, "legs", LIST, 0, NULL, &schema_LEG)

#define SCHEMA_SESSION(X) \
	X(sessionId, "sessionId", ID, REQ, NULL, NULL) \
	X(customerId, "customerId", ID, FIELD_SUBJECT, NULL, NULL) \
	X(game, "game", STRING, 0, NULL, NULL) \
	X(startedAt, "startedAt", TIME, REQ, NULL, NULL) \
	X(endedAt, "endedAt", TIME, 0, NULL, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(bets, "bets", INT, 0, NULL, NULL) \
	X(wagered, "wagered", MONEY, 0, NULL, NULL) \
	X(won, "won", MONEY, 0, NULL, NULL) \
	X(deviceId, "deviceId", ID, 0, NULL, NULL)

#define SCHEMA_ROUND(X) \
	X(roundId, "roundId", ID, REQ, NULL, NULL) \
	X(at, "at", TIME, REQ, NULL, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(game, "game", STRING, 0, NULL, NULL) \
	X(stake, "stake", MONEY, REQ, NULL, NULL) \
	X(won, "won", MONEY, 0, NULL, NULL) /* null while open */ \
	X(balance, "balance", MONEY, 0, NULL, NULL)

#define SCHEMA_TRANSITION(X) \
	X(state, "state", STRING, REQ, NULL, NULL) \
	X(at, "at", TIME, REQ, NULL, NULL) \
	X(by, "by", STRING, 0, NULL, NULL) \
	X(publicReason, "publicReason", STRING, 0, NULL, NULL)

#define SCHEMA_TRANSACTION(X) \
	X(transactionId, "transactionId", ID, REQ, NULL, NULL) \
	X(customerId, "customerId", ID, FIELD_SUBJECT, NULL, NULL) \
	X(kind, "kind", ENUM, REQ, enum_transaction_kind, NULL) \
	X(state, "state", STRING, REQ, NULL, NULL) \
	X(at, "at", TIME, REQ, NULL, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(amount, "amount", MONEY, REQ, NULL, NULL) /* signed: what it did to the pocket */ \
	X(pocket, "pocket", STRING, 0, NULL, NULL) \
	X(balanceAfter, "balanceAfter", MONEY, 0, NULL, NULL) \
	X(method, "method", STRING, 0, NULL, NULL) \
	X(instrumentId, "instrumentId", ID, 0, NULL, NULL) \
	X(paymentReference, "paymentReference", STRING, 0, NULL, NULL) \
	X(declineCode, "declineCode", STRING, 0, NULL, NULL) \
	X(betId, "betId", ID, 0, NULL, NULL) \
	X(lifecycle, "lifecycle", LIST, 0, NULL, &schema_TRANSITION)

#define SCHEMA_CORRESPONDENCE(X) \
	X(messageId, "messageId", ID, REQ, NULL, NULL) \
	X(at, "at", TIME, REQ, NULL, NULL) \
	X(channel, "channel", STRING, REQ, NULL, NULL) \
	X(direction, "direction", STRING, 0, NULL, NULL) \
	X(subject, "subject", STRING, 0, NULL, NULL) \
	X(template, "template", STRING, 0, NULL, NULL) \
	X(status, "status", STRING, 0, NULL, NULL)

#define SCHEMA_STATEMENT(X) \
	X(statementId, "statementId", ID, REQ, NULL, NULL) \
	X(from, "from", DATE, REQ, NULL, NULL) \
	X(to, "to", DATE, REQ, NULL, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(opening, "opening", MONEY, 0, NULL, NULL) \
	X(deposits, "deposits", MONEY, 0, NULL, NULL) \
	X(withdrawals, "withdrawals", MONEY, 0, NULL, NULL) \
	X(staked, "staked", MONEY, 0, NULL, NULL) \
	X(won, "won", MONEY, 0, NULL, NULL) \
	X(other, "other", MONEY, 0, NULL, NULL) /* signed: bonus conversion, fees, adjustments, chargebacks */ \
	X(closing, "closing", MONEY, 0, NULL, NULL)

#define SCHEMA_MESSAGE(X) \
	X(messageId, "messageId", ID, 0, NULL, NULL) \
	X(at, "at", TIME, REQ, NULL, NULL) \
	X(author, "author", ENUM, REQ, enum_author, NULL) \
	X(text, "text", STRING, REQ, NULL, NULL)

#define SCHEMA_TICKET_DETAIL(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(ticketId, "ticketId", ID, REQ, NULL, NULL) \
	X(subject, "subject", STRING, REQ, NULL, NULL) \
	X(status, "status", ENUM, REQ, enum_ticket_status, NULL) \
	X(priority, "priority", ENUM, 0, enum_priority, NULL) \
	X(channel, "channel", STRING, 0, NULL, NULL) \
	X(category, "category", STRING, 0, NULL, NULL) \
	X(createdAt, "createdAt", TIME, REQ, NULL, NULL) \
	X(updatedAt, "updatedAt", TIME, 0, NULL, NULL) \
	X(resolvedAt, "resolvedAt", TIME, 0, NULL, NULL) \
	X(messages, "messages", LIST, REQ, NULL, &schema_MESSAGE)

#define SCHEMA_PREFERENCES(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(language, "language", STRING, 0, NULL, NULL) \
	X(oddsFormat, "oddsFormat", STRING, 0, NULL, NULL) \
	X(contactChannel, "contactChannel", STRING, 0, NULL, NULL) \
	X(contactHours, "contactHours", STRING, 0, NULL, NULL) \
	X(favouriteTeams, "favouriteTeams", STRINGS, 0, NULL, NULL) \
	X(favouriteGames, "favouriteGames", STRINGS, 0, NULL, NULL) \
	X(realityCheckMinutes, "realityCheckMinutes", INT, 0, NULL, NULL) \
	X(consents, "consents", LIST, 0, NULL, &schema_CONSENT)

/* Sums over the settled bets of a span of time, by the time they were placed: rows only for days and hours with play. */
#define SCHEMA_PLAY_DAY(X) \
	X(date, "date", DATE, REQ, NULL, NULL) /* in the zone of the answer */ \
	X(bets, "bets", INT, REQ, NULL, NULL) \
	X(wagered, "wagered", MONEY, REQ, NULL, NULL) \
	X(won, "won", MONEY, REQ, NULL, NULL)

#define SCHEMA_PLAY_HOUR(X) \
	X(weekday, "weekday", INT, REQ, NULL, NULL) /* ISO 8601: 1 is Monday, 7 Sunday */ \
	X(hour, "hour", INT, REQ, NULL, NULL) /* 0-23 */ \
	X(bets, "bets", INT, REQ, NULL, NULL) \
	X(wagered, "wagered", MONEY, REQ, NULL, NULL) \
	X(won, "won", MONEY, REQ, NULL, NULL)

#define SCHEMA_STATISTICS(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(timeZone, "timeZone", STRING, 0, NULL, NULL) /* whose days these are; absent: of the zone that was asked for */ \
	X(days, "days", LIST, REQ, NULL, &schema_PLAY_DAY) \
	X(hours, "hours", LIST, 0, NULL, &schema_PLAY_HOUR) \
	X(games, "games", LIST, 0, NULL, &schema_GAME_STAT)

/* What became of it counts: deposits that are settled now, neither refunded nor charged back; withdrawals that are paid now; each on
 * the day it was made. */
#define SCHEMA_CASH_DAY(X) \
	X(date, "date", DATE, REQ, NULL, NULL) \
	X(deposits, "deposits", MONEY, REQ, NULL, NULL) \
	X(withdrawals, "withdrawals", MONEY, REQ, NULL, NULL) \
	X(bonuses, "bonuses", MONEY, 0, NULL, NULL) /* turned into cash */

#define SCHEMA_CASHFLOW(X) \
	X(customerId, "customerId", ID, SUBJ, NULL, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(timeZone, "timeZone", STRING, 0, NULL, NULL) \
	X(days, "days", LIST, REQ, NULL, &schema_CASH_DAY)

/* What the directory keeps of a customer. */
#define SCHEMA_CUSTOMER(X) \
	X(customerId, "customerId", ID, REQ, NULL, NULL) \
	X(username, "username", STRING, REQ, NULL, NULL) \
	X(email, "email", STRING, 0, NULL, NULL) \
	X(phone, "phone", STRING, 0, NULL, NULL) \
	X(fullName, "fullName", STRING, 0, NULL, NULL) \
	X(formerEmails, "formerEmails", STRINGS, 0, NULL, NULL) \
	X(registrationDate, "registrationDate", DATE, REQ, NULL, NULL) \
	X(accountStatus, "accountStatus", ENUM, REQ, enum_account_status, NULL) \
	X(vipTier, "vipTier", ENUM, 0, enum_vip_tier, NULL) \
	X(kycStatus, "kycStatus", ENUM, 0, enum_kyc_status, NULL) \
	X(riskLevel, "riskLevel", ENUM, 0, enum_severity, NULL) \
	X(country, "country", STRING, 0, NULL, NULL) \
	X(brand, "brand", STRING, 0, NULL, NULL) \
	X(currency, "currency", CURRENCY, 0, NULL, NULL) \
	X(tags, "tags", STRINGS, 0, NULL, NULL) \
	X(changeMark, "changeMark", STRING, 0, NULL, NULL) /* resume point of the change feed, opaque */ \
	X(deleted, "deleted", BOOL, 0, NULL, NULL)

#define SCHEMA_ALL(S) \
	S(CONSENT) S(PROFILE) S(LOGIN) S(DEVICE) S(LOGINS) S(GAME_STAT) S(GAMING) S(OPEN_SESSION) S(OPEN_BET) S(PLAY) \
	S(WITHDRAWAL) S(INSTRUMENT) S(BONUS) S(POCKET) S(WALLET) S(CHECK) S(DOCUMENT) S(SCREENING) S(KYC) S(FLAG) S(LIMIT) \
	S(RESTRICTION) S(RISK) S(TICKET) S(SUPPORT) S(LEG) S(BET) S(SESSION) S(ROUND) S(TRANSITION) S(TRANSACTION) \
	S(CORRESPONDENCE) S(STATEMENT) S(MESSAGE) S(TICKET_DETAIL) S(PREFERENCES) S(PLAY_DAY) S(PLAY_HOUR) S(STATISTICS) \
	S(CASH_DAY) S(CASHFLOW) S(CUSTOMER)

/* Positions: F_PROFILE_email and so on. */
#define X(id, ...) F_CONSENT_##id,
enum { SCHEMA_CONSENT(X) F_CONSENT_COUNT_ };
#undef X
#define X(id, ...) F_PROFILE_##id,
enum { SCHEMA_PROFILE(X) F_PROFILE_COUNT_ };
#undef X
#define X(id, ...) F_LOGIN_##id,
enum { SCHEMA_LOGIN(X) F_LOGIN_COUNT_ };
#undef X
#define X(id, ...) F_DEVICE_##id,
enum { SCHEMA_DEVICE(X) F_DEVICE_COUNT_ };
#undef X
#define X(id, ...) F_LOGINS_##id,
enum { SCHEMA_LOGINS(X) F_LOGINS_COUNT_ };
#undef X
#define X(id, ...) F_GAME_STAT_##id,
enum { SCHEMA_GAME_STAT(X) F_GAME_STAT_COUNT_ };
#undef X
#define X(id, ...) F_GAMING_##id,
enum { SCHEMA_GAMING(X) F_GAMING_COUNT_ };
#undef X
#define X(id, ...) F_OPEN_SESSION_##id,
enum { SCHEMA_OPEN_SESSION(X) F_OPEN_SESSION_COUNT_ };
#undef X
#define X(id, ...) F_OPEN_BET_##id,
enum { SCHEMA_OPEN_BET(X) F_OPEN_BET_COUNT_ };
#undef X
#define X(id, ...) F_PLAY_##id,
enum { SCHEMA_PLAY(X) F_PLAY_COUNT_ };
#undef X
#define X(id, ...) F_WITHDRAWAL_##id,
enum { SCHEMA_WITHDRAWAL(X) F_WITHDRAWAL_COUNT_ };
#undef X
#define X(id, ...) F_INSTRUMENT_##id,
enum { SCHEMA_INSTRUMENT(X) F_INSTRUMENT_COUNT_ };
#undef X
#define X(id, ...) F_BONUS_##id,
enum { SCHEMA_BONUS(X) F_BONUS_COUNT_ };
#undef X
#define X(id, ...) F_POCKET_##id,
enum { SCHEMA_POCKET(X) F_POCKET_COUNT_ };
#undef X
#define X(id, ...) F_WALLET_##id,
enum { SCHEMA_WALLET(X) F_WALLET_COUNT_ };
#undef X
#define X(id, ...) F_CHECK_##id,
enum { SCHEMA_CHECK(X) F_CHECK_COUNT_ };
#undef X
#define X(id, ...) F_DOCUMENT_##id,
enum { SCHEMA_DOCUMENT(X) F_DOCUMENT_COUNT_ };
#undef X
#define X(id, ...) F_SCREENING_##id,
enum { SCHEMA_SCREENING(X) F_SCREENING_COUNT_ };
#undef X
#define X(id, ...) F_KYC_##id,
enum { SCHEMA_KYC(X) F_KYC_COUNT_ };
#undef X
#define X(id, ...) F_FLAG_##id,
enum { SCHEMA_FLAG(X) F_FLAG_COUNT_ };
#undef X
#define X(id, ...) F_LIMIT_##id,
enum { SCHEMA_LIMIT(X) F_LIMIT_COUNT_ };
#undef X
#define X(id, ...) F_RESTRICTION_##id,
enum { SCHEMA_RESTRICTION(X) F_RESTRICTION_COUNT_ };
#undef X
#define X(id, ...) F_RISK_##id,
enum { SCHEMA_RISK(X) F_RISK_COUNT_ };
#undef X
#define X(id, ...) F_TICKET_##id,
enum { SCHEMA_TICKET(X) F_TICKET_COUNT_ };
#undef X
#define X(id, ...) F_SUPPORT_##id,
enum { SCHEMA_SUPPORT(X) F_SUPPORT_COUNT_ };
#undef X
#define X(id, ...) F_LEG_##id,
enum { SCHEMA_LEG(X) F_LEG_COUNT_ };
#undef X
#define X(id, ...) F_BET_##id,
enum { SCHEMA_BET(X) F_BET_COUNT_ };
#undef X
#define X(id, ...) F_SESSION_##id,
enum { SCHEMA_SESSION(X) F_SESSION_COUNT_ };
#undef X
#define X(id, ...) F_ROUND_##id,
enum { SCHEMA_ROUND(X) F_ROUND_COUNT_ };
#undef X
#define X(id, ...) F_TRANSITION_##id,
enum { SCHEMA_TRANSITION(X) F_TRANSITION_COUNT_ };
#undef X
#define X(id, ...) F_TRANSACTION_##id,
enum { SCHEMA_TRANSACTION(X) F_TRANSACTION_COUNT_ };
#undef X
#define X(id, ...) F_CORRESPONDENCE_##id,
enum { SCHEMA_CORRESPONDENCE(X) F_CORRESPONDENCE_COUNT_ };
#undef X
#define X(id, ...) F_STATEMENT_##id,
enum { SCHEMA_STATEMENT(X) F_STATEMENT_COUNT_ };
#undef X
#define X(id, ...) F_MESSAGE_##id,
enum { SCHEMA_MESSAGE(X) F_MESSAGE_COUNT_ };
#undef X
#define X(id, ...) F_TICKET_DETAIL_##id,
enum { SCHEMA_TICKET_DETAIL(X) F_TICKET_DETAIL_COUNT_ };
#undef X
#define X(id, ...) F_PREFERENCES_##id,
enum { SCHEMA_PREFERENCES(X) F_PREFERENCES_COUNT_ };
#undef X
#define X(id, ...) F_PLAY_DAY_##id,
enum { SCHEMA_PLAY_DAY(X) F_PLAY_DAY_COUNT_ };
#undef X
#define X(id, ...) F_PLAY_HOUR_##id,
enum { SCHEMA_PLAY_HOUR(X) F_PLAY_HOUR_COUNT_ };
#undef X
#define X(id, ...) F_STATISTICS_##id,
enum { SCHEMA_STATISTICS(X) F_STATISTICS_COUNT_ };
#undef X
#define X(id, ...) F_CASH_DAY_##id,
enum { SCHEMA_CASH_DAY(X) F_CASH_DAY_COUNT_ };
#undef X
#define X(id, ...) F_CASHFLOW_##id,
enum { SCHEMA_CASHFLOW(X) F_CASHFLOW_COUNT_ };
#undef X
#define X(id, ...) F_CUSTOMER_##id,
enum { SCHEMA_CUSTOMER(X) F_CUSTOMER_COUNT_ };
#undef X
