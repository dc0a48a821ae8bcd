/* In the words that SQLite and PostgreSQL share; {blob} and {id} stand for those that differ. Times are UTC milliseconds. */
#include "store/migrations_portal.h"

/* The feed of changes: whatever a running portal keeps in memory carries the number of the change that made it so, and other
 * processes look for higher numbers. */
static const char changes[] = "CREATE TABLE changes(one INTEGER NOT NULL PRIMARY KEY, number BIGINT NOT NULL);"
			      "INSERT INTO changes(one, number) VALUES(1, 0);";

static const char people[] = "CREATE TABLE people("
			     "id {id},"
			     "username TEXT NOT NULL UNIQUE,"
			     "role TEXT NOT NULL,"
			     "password_hash TEXT NOT NULL,"
			     "disabled INTEGER NOT NULL DEFAULT 0,"
			     "created_ms BIGINT NOT NULL,"
			     "last_sign_on_ms BIGINT,"
			     "change BIGINT NOT NULL);";

/* Of a token only its SHA-256. An ended session or revoked token keeps its row: the feed must tell others. */
static const char sessions[] = "CREATE TABLE sessions("
			       "token_hash {blob} NOT NULL PRIMARY KEY,"
			       "public_id TEXT NOT NULL,"
			       "person_id BIGINT NOT NULL REFERENCES people(id),"
			       "csrf TEXT NOT NULL,"
			       "created_ms BIGINT NOT NULL,"
			       "seen_ms BIGINT NOT NULL,"
			       "ended_ms BIGINT,"
			       "change BIGINT NOT NULL);"
			       "CREATE INDEX sessions_change ON sessions(change);"
			       "CREATE TABLE tokens("
			       "token_hash {blob} NOT NULL PRIMARY KEY,"
			       "label TEXT NOT NULL UNIQUE,"
			       "person_id BIGINT NOT NULL REFERENCES people(id),"
			       "created_ms BIGINT NOT NULL,"
			       "expires_ms BIGINT NOT NULL,"
			       "revoked_ms BIGINT,"
			       "change BIGINT NOT NULL);";

/* Free text of the record lies here, so that it can be erased; the chain holds SHA-256(salt, text). */
static const char texts[] = "CREATE TABLE texts("
			    "id TEXT NOT NULL PRIMARY KEY,"
			    "salt {blob},"
			    "body TEXT,"
			    "created_ms BIGINT NOT NULL,"
			    "erased_ms BIGINT);";

/* The browsers that a person wants to be told on, and how. An endpoint is one browser's: the last who signed on there has it. */
static const char push[] = "CREATE TABLE push_subscriptions("
			   "id TEXT NOT NULL PRIMARY KEY,"
			   "person_id BIGINT NOT NULL REFERENCES people(id),"
			   "endpoint TEXT NOT NULL UNIQUE,"
			   "p256dh {blob} NOT NULL,"
			   "auth {blob} NOT NULL,"
			   "label TEXT NOT NULL,"
			   "made_ms BIGINT NOT NULL);"
			   "CREATE INDEX push_subscriptions_person ON push_subscriptions(person_id);"
			   "CREATE TABLE push_settings("
			   "person_id BIGINT NOT NULL PRIMARY KEY REFERENCES people(id),"
			   "at_least TEXT NOT NULL,"
			   "quiet INTEGER NOT NULL,"
			   "quiet_from INTEGER NOT NULL,"
			   "quiet_to INTEGER NOT NULL,"
			   "zone TEXT NOT NULL,"
			   "critical_passes INTEGER NOT NULL);";

/* A projection of the journal. The indexes serve one class and severity at a time, so that a page costs the same however much
 * there is, and the same for who may not see a class. Of persons up to where they have seen the list. */
static const char alerts[] = "CREATE TABLE alerts("
			     "id TEXT NOT NULL PRIMARY KEY,"
			     "customer TEXT NOT NULL,"
			     "rule TEXT NOT NULL,"
			     "origin TEXT NOT NULL,"
			     "class TEXT NOT NULL,"
			     "flag_id TEXT NOT NULL,"
			     "description TEXT NOT NULL,"
			     "evidence TEXT NOT NULL,"
			     "status TEXT NOT NULL,"
			     "severity INTEGER NOT NULL,"
			     "opened_ms BIGINT NOT NULL,"
			     "risen_ms BIGINT NOT NULL,"
			     "last_ms BIGINT NOT NULL,"
			     "heard_ms BIGINT NOT NULL);"
			     "CREATE INDEX alerts_by_status ON alerts(status, class, severity, heard_ms, id);"
			     "CREATE INDEX alerts_by_customer ON alerts(customer, status, class, severity, heard_ms, id);"
			     "CREATE TABLE alerts_seen("
			     "person_id BIGINT NOT NULL PRIMARY KEY REFERENCES people(id),"
			     "until_ms BIGINT NOT NULL);";

const struct migration portal_migrations[PORTAL_MIGRATIONS] = {
	{1, "changes", changes},
	{2, "people", people},
	{3, "sessions and tokens", sessions},
	{4, "texts of the record", texts},
	{5, "push subscriptions and settings", push},
	{6, "alerts", alerts},
};
