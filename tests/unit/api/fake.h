/* tests/unit/api/fake.h - what stands below the API in its unit tests: a record, sign-on, sources, directory and texts that do
 * as the test says. They are definitions of the real functions' names: the linker takes these. One server on a loop of its own
 * thread; the test asks it over HTTP. Included once a program. */
#pragma once

#include "tests/unit/api/ask.h"
#include "tests/unit/api/fake_audit.h"
#include "tests/unit/api/fake_directory.h"
#include "tests/unit/api/fake_identity.h"
#include "tests/unit/api/fake_records.h"
#include "tests/unit/api/fake_sources.h"

#include "api/metrics.h"
#include "api/stream.h"

static void fake_open(void *ctx)
{
	(void)ctx;
	struct http_server_config config = http_server_config_default();
	struct err_info info = {0};
	config.address = "127.0.0.1";
	assert_int_equal(api_loop_init(&fake.al, &fake.api, fake.thread.loop), OK);
	assert_int_equal(streams_new(&fake.al, &fake.al.streams), OK);
	if (http_server_new(fake.thread.loop, &config, &api_hooks, &fake.al, &fake.al.server, &info) != OK)
		fail_msg("%s", info.text);
	fake.port = http_server_port(fake.al.server);
}

static void fake_close(void *ctx)
{
	(void)ctx;
	http_server_free(fake.al.server);
	streams_free(fake.al.streams);
	api_loop_done(&fake.al);
}

UNUSED static int fake_start(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof fake);
	log_set_level(LOG_OFF);
	arena_init(&fake.arena, 8u << 20);
	for (size_t p = 0; p < PART_COUNT_; p++)
		fake.part_error[p] = SOURCE_UNREACHABLE;
	fake.part_error[PART_PROFILE] = fake.part_error[PART_KYC] = fake.part_error[PART_RISK] = SOURCE_OK;
	fake_records();
	fake.detail_error = fake.content_error = SOURCE_NOT_FOUND;
	fake.content_piece = 65536;
	fake.content_length = -1;
	fake.api.config = (struct api_config){.public_url = "http://127.0.0.1:8360",
					      .body_max_bytes = 65536,
					      .events_body_max_bytes = 65536,
					      .reveal_s = 300,
					      .stream_heartbeat_s = 15,
					      .stream_max_per_person = 8,
					      .stream_pending_max_bytes = 1u << 20,
					      .stream_pending_max_ms = 10000};
	fake.api.audit_dir = "/nonexistent";
	memset(fake.api.seal_key, 7, sizeof fake.api.seal_key);
	atomic_store(&fake.api.ready, true);
	assert_int_equal(metrics_new(&fake.api.metrics), OK);
	assert_int_equal(cache_new(1u << 20, 4, &fake.api.cache), OK);
	assert_int_equal(worker_pool_new("test", 1, 16, &fake.api.workers), OK);
	loop_thread_start(&fake.thread);
	on_loop(&fake.thread, fake_open, NULL);
	return 0;
}

UNUSED static int fake_stop(void **state)
{
	(void)state;
	on_loop(&fake.thread, fake_close, NULL);
	loop_thread_stop(&fake.thread);
	loop_free(fake.thread.loop);
	worker_pool_free(fake.api.workers);
	cache_free(fake.api.cache);
	metrics_free(fake.api.metrics);
	for (size_t p = 0; p < PART_COUNT_; p++)
		if (fake.snapshots[p].body) {
			assert_int_equal(atomic_load(&fake.snapshots[p].base.refs), 1); /* every look was given back */
			part_unseal(fake.snapshots[p].body);
		}
	for (size_t i = 0; i < fake.record_count; i++)
		free(fake.records[i]);
	arena_done(&fake.arena);
	return 0;
}
