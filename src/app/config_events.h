/* app/config_events.h - who may send events, as the configuration says it. */
#pragma once

#include "app/config.h"
#include "base/yaml.h"

/* events.senders of @events (may be NULL) into @c. @dir: where relative names of token files start. ERR_SHAPE with line and
 * reason. */
NODISCARD enum err config_events_parse(struct config *c, const struct yaml_node *events, const char *dir, struct err_info *info);
