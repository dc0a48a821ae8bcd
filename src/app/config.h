/* app/config.h - config/pitboss.yaml as a struct: by tables of keys; unknown keys, wrong types and values out of range are
 * refused with line and reason. What a key means stands beside it in the shipped file. Thread: any one; read only afterwards.
 * Life: config_load .. (config_set_sim_port) .. config_free. */
#pragma once

#include "base/arena.h"
#include "base/log.h"
#include "sources/config.h"

/* A system that sends events. */
struct config_sender {
	const char *source;
	struct str token;
	bool simulator; /* its token is known to everybody: for a portal that only this machine reaches */
};

struct config {
	struct arena arena; /* everything below lies in it */
	const char *listen; /* numeric */
	uint16_t port;
	const char *public_url; /* "": none */
	const char *data;
	unsigned loops; /* 0: as many as cores */
	enum log_level log_level;
	bool demo;
	size_t body_max_bytes;
	unsigned reveal_s;
	unsigned session_idle_s, session_absolute_s;
	unsigned sign_on_burst, sign_on_window_s;
	size_t audit_segment_bytes, audit_max_queued_bytes;
	unsigned audit_head_every_s;
	size_t cache_bytes;
	unsigned stream_heartbeat_s, stream_max_per_person, stream_pending_max_ms;
	size_t stream_pending_max_bytes;
	unsigned directory_poll_ms, directory_retry_ms, directory_resnapshot_s, directory_threads, directory_infix_ms;
	size_t events_body_max_bytes, events_ring_bytes;
	unsigned events_customers_max, events_keep_days, events_snapshot_s;
	struct config_sender *senders;
	size_t sender_count;
	bool push_enabled, push_loopback;
	const char *push_subject; /* "": none */
	const char **push_hosts;
	size_t push_host_count;
	unsigned push_burst, push_every_s;
	const char *rules_dir;     /* of the rule packs */
	const char *web_dir;       /* "": none */
	const char *web_asset_url; /* "": our own */
	struct source_config *sources;
	size_t source_count;
};

/* ERR_NOT_FOUND, ERR_IO: the file; ERR_SYNTAX, ERR_SHAPE...: what it says, with the line in @info. Secret files and relative TLS
 * files are looked for beside the configuration. */
NODISCARD enum err config_load(const char *file, struct config **ret, struct err_info *info);
/* The same from a text. @dir as in source_configs_parse(). */
NODISCARD enum err config_parse(struct str text, const char *dir, struct config **ret, struct err_info *info);
void config_free(struct config *c);
/* Sources marked "simulator: N" are asked at 127.0.0.1, @port + N. */
NODISCARD enum err config_set_sim_port(struct config *c, uint16_t port);
