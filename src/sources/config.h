/* sources/config.h - the "sources:" section of the configuration, parsed and checked: who is asked, how, and how their answers
 * are read. What comes of it is a *plan* a source, immutable and ref-counted, so that what runs under an old configuration ends
 * under it. Thread: parsed on one; then read only, by any. Life: source_configs_parse .. sources_new (takes references) ..
 * source_configs_free. */
#pragma once

#include "base/yaml.h"
#include "sources/sources.h"

struct source_plan;

struct source_config {
	struct source_plan *plan;
};

/* @dir: where relative names of secret files start; NULL: the working directory. ERR_SHAPE with line and reason. */
NODISCARD enum err source_configs_parse(const struct yaml_node *sources, const char *dir, struct source_config **ret,
					size_t *ret_count, struct err_info *info);
void source_configs_free(struct source_config *configs, size_t count);

const char *source_config_name(const struct source_config *c);
const char *source_config_base_url(const struct source_config *c);
/* Whether its address is this machine's own. */
bool source_config_is_loopback(const struct source_config *c);
/* Sources marked "simulator: N" are asked at 127.0.0.1, @port + N. Before sources_new() only. */
NODISCARD enum err source_configs_set_sim_port(struct source_config *configs, size_t count, uint16_t port);
