/* app/doctor.h - one look at everything that a portal needs, with what to do about each thing that is wrong. Changes nothing but
 * one record: asking the sources about a customer is a look. Thread: one; blocks. */
#pragma once

#include "app/config.h"
#include "app/datadir.h"
#include "app/format.h"
#include "app/term.h"

struct doctor {
	struct term *t;
	struct arena *arena;
	const struct config *config; /* NULL: it could not be read */
	struct datadir data;
	const char *config_file;
	const char *rules_dir; /* NULL: as configured */
	const char *customer;  /* to ask the sources about; NULL: the first that they list */
	unsigned failures, warnings;
};

void doctor_fine(struct doctor *d, const char *what, struct str finding);
/* @advice: what to do, a sentence. */
void doctor_warn(struct doctor *d, const char *what, struct str finding, struct str advice);
void doctor_fail(struct doctor *d, const char *what, struct str finding, struct str advice);

void doctor_data(struct doctor *d);    /* folder, rights, keys, room on the disk */
void doctor_store(struct doctor *d);   /* portal.db and the search index */
void doctor_record(struct doctor *d);  /* every chain, and whether the clock has gone back behind the last record */
void doctor_web(struct doctor *d);     /* the folder that is handed out */
void doctor_rules(struct doctor *d);   /* the rule packs, and what in them nobody has checked */
void doctor_push(struct doctor *d);    /* the key that they are signed with, and whom to ask */
void doctor_machine(struct doctor *d); /* clock, limits, is a portal running */
void doctor_sources(struct doctor *d); /* each answers, and in shape */
void doctor_actions(struct doctor *d); /* what they can be asked to carry out */
