/* A small generated world in a folder of its own, for tests that need databases. */
#pragma once

#include "check_history.h"

#include "sim/generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct world {
	char dir[64];
	struct population population;
	struct store *store;
};

static inline void world_make(struct world *w, uint32_t customers, unsigned threads)
{
	struct err_info info = {0};
	(void)snprintf(w->dir, sizeof(w->dir), "/tmp/pitboss-sim-test-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	w->population = (struct population){.count = customers, .seed = 360, .as_of_ms = CHECK_AS_OF};
	w->store = NULL;
	assert_int_equal(generate(w->dir, &w->population, threads, NULL, &info), OK);
}

static inline void world_open(struct world *w)
{
	struct err_info info = {0};
	assert_int_equal(store_open(w->dir, &w->store, &info), OK);
}

static inline void world_remove(struct world *w)
{
	static const char *const names[] = {"customer", "gaming", "wallet", "kyc", "support", "risk", "sim"};
	static const char *const endings[] = {".db", ".db-wal", ".db-shm", ".db-journal"};
	char path[128];
	store_close(w->store);
	w->store = NULL;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (size_t k = 0; k < ARRAY_LEN(endings); k++) {
			(void)snprintf(path, sizeof(path), "%s/sim/%s%s", w->dir, names[i], endings[k]);
			(void)unlink(path);
		}
	(void)snprintf(path, sizeof(path), "%s/sim", w->dir);
	(void)rmdir(path);
	(void)rmdir(w->dir);
}

static inline void world_path(const struct world *w, const char *name, char out[128])
{
	(void)snprintf(out, 128, "%s/sim/%s.db", w->dir, name);
}

/* A customer of a kind, by number. */
static inline uint32_t world_find(const struct world *w, enum kind kind)
{
	for (uint32_t i = 0; i < w->population.count; i++)
		if (population_kind(&w->population, i) == kind)
			return population_number(&w->population, i);
	fail();
	return 0;
}
