/* sim/tickets.c - what customers write about, and what is answered. Tables behind sim/words.h. */
#include "sim/words.h"

static const char *const subjects[TOPIC_COUNT_][SUBJECTS_PER_TOPIC] = {
	[TOPIC_WITHDRAWAL] = {"Withdrawal issue", "Where is my withdrawal?", "Withdrawal to a new account"},
	[TOPIC_DEPOSIT] = {"Deposit not credited", "Card declined", "How do I deposit?"},
	[TOPIC_BONUS] = {"Bonus not received", "Wagering question", "Please send me a bonus"},
	[TOPIC_ACCOUNT] = {"Change of address", "Forgot my password", "Change of email"},
	[TOPIC_VERIFICATION] = {"Document rejected", "How long does verification take?", "Which documents do you need?"},
	[TOPIC_GAME_RESULT] = {"Bet settled wrongly", "Round was interrupted", "Odds changed"},
	[TOPIC_LIMITS] = {"Raise my deposit limit", "I want to take a break", "Limit not working"},
	[TOPIC_COMPLAINT] = {"Complaint about withheld winnings", "Complaint about closed account",
			     "Complaint about advertising"},
	[TOPIC_TECHNICAL] = {"App crashes", "Game does not load", "Cannot sign on"},
};

#define TEXTS 3
static const char *const customer_texts[TOPIC_COUNT_][TEXTS] = {
	[TOPIC_WITHDRAWAL] = {"I asked for a withdrawal and it still says in review. What is going on?",
			      "It used to take a day. Now I have been waiting for three.", "Thank you, it has arrived now."},
	[TOPIC_DEPOSIT] = {"I paid in, but my balance hasn't changed.", "My bank says that the payment went through.",
			   "OK, I see it now. Thanks."},
	[TOPIC_BONUS] = {"I did what the offer asked for, where is my bonus?", "How much do I have to wager still?",
			 "Fine, thanks."},
	[TOPIC_ACCOUNT] = {"I have moved. How do I change my address?", "I have uploaded the bill.", "Great, thank you."},
	[TOPIC_VERIFICATION] = {"You rejected my document, but it is perfectly readable.", "Here is a new photo of it.",
				"Thank you for the quick help."},
	[TOPIC_GAME_RESULT] = {"My bet was settled as lost, but the match ended otherwise.",
			       "Please look at the official result.", "Thanks for putting it right."},
	[TOPIC_LIMITS] = {"Please change my limit.", "From when will it count?", "All right."},
	[TOPIC_COMPLAINT] = {"I want to make a formal complaint.", "I do not accept this answer. Who decides about disputes?",
			     "I will wait for your decision."},
	[TOPIC_TECHNICAL] = {"It does not work since the last update.", "I have tried that already.", "Now it works again."},
};
static const char *const agent_texts[TEXTS] = {
	"Thank you for your message. I am looking into it.",
	"I have checked with the team in charge and will let you know as soon as it is decided.",
	"This is done now. Is there anything else that I can do for you?"};
static const char *const system_texts[TEXTS] = {"Ticket opened.", "Waiting for the customer.",
						"Ticket closed after no further reply."};

const char *ticket_subject(unsigned topic, unsigned i)
{
	MUST(topic < TOPIC_COUNT_);
	return subjects[topic][i % SUBJECTS_PER_TOPIC];
}

const char *ticket_text(unsigned topic, enum ticket_from from, unsigned i)
{
	MUST(topic < TOPIC_COUNT_);
	switch (from) {
	case FROM_CUSTOMER:
		return customer_texts[topic][i % TEXTS];
	case FROM_AGENT:
		return agent_texts[i % TEXTS];
	case FROM_SYSTEM:
		break;
	}
	return system_texts[i % TEXTS];
}
