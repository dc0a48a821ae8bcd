/* app/serve.h - a running portal: its parts in the order in which they are made, and taken apart again.
 * Thread: the main one; what belongs to a loop is done on that loop by errands (app/loops.h).
 * Life: serve_start .. serve_reload* .. serve_stop. */
#pragma once

#include "api/api.h"
#include "api/senders.h"
#include "app/config.h"
#include "app/datadir.h"
#include "app/loops.h"
#include "connect/push_crypto.h"

/* What the command line says beside, or above, the configuration. */
struct serve_options {
	const char *config_file, *data, *listen;
	const char *web;   /* "": none */
	const char *rules; /* the folder of rule packs; NULL: as configured */
	int port;          /* -1: as configured */
	int sim_port;      /* -1: sources as configured */
	unsigned loops;
	bool demo;
};

struct serve {
	struct serve_options options;
	struct config *config;
	struct packs *packs; /* read only once the loops run */
	struct datadir data;
	struct http_server_config http;
	struct loops *loops;
	struct api api;
	struct senders senders;
	struct push_keys push_keys;
	struct assets *site; /* the web front end; NULL: there is none */
	struct api_loop api_loops[LOOPS_MAX];
	bool attached[LOOPS_MAX], prepared[LOOPS_MAX];
	struct err_info trouble[LOOPS_MAX]; /* of each loop's errand */
	atomic_uint draining;               /* servers that still have exchanges */
	char url[128];
};

#define STOP_MAX_S    10 /* from the signal to the end of the process */
#define STOP_DRAIN_MS 7000

/* On failure @info says why and nothing is left behind. */
NODISCARD enum err serve_start(struct serve *s, const struct serve_options *o, struct err_info *info);
/* Reads the configuration again; a bad one changes nothing. Both ways it is logged. */
void serve_reload(struct serve *s);
/* serve_site.c: the web front end's folder into s->site. Without one it is OK, and logged. */
NODISCARD enum err serve_site_open(struct serve *s, struct err_info *info);
/* The same again; what cannot be read is logged, and what there was stays. */
void serve_site_reload(struct serve *s, const struct config *new);
/* A loop's errand: hands out s->site from now on. */
enum err serve_site_take(void *ctx, unsigned index);
/* serve_live.c: the engine of events, recovered from disk and running; its loops attached. */
NODISCARD enum err serve_live_open(struct serve *s, struct err_info *info);
/* serve_push.c: what sends pushes to browsers, running; before the events. Nothing where it is turned off. */
NODISCARD enum err serve_push_open(struct serve *s, struct err_info *info);
void serve_push_close(struct serve *s);
/* Who may send, from the configuration. */
/* Could the senders of @c be taken over? Then _set() does it. */
NODISCARD enum err serve_live_senders_check(const struct serve *s, const struct config *c, struct err_info *info);
void serve_live_senders_set(struct serve *s, const struct config *c);
/* Lets exchanges finish, ends streams, makes the record durable and signs its head. */
void serve_stop(struct serve *s);
