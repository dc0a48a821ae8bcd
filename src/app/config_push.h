/* app/config_push.h - the section push: what no table of keys says. Thread: the configuration's reader. */
#pragma once

#include "app/config.h"
#include "base/yaml.h"

/* @push NULL: the section is left out. */
NODISCARD enum err config_push_parse(struct config *c, const struct yaml_node *push, struct err_info *info);
