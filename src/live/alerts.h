/* live/alerts.h - events as the instant rules see them. Pure. */
#pragma once

#include "live/event.h"
#include "rules/signals.h"

/* False: no rule looks at events of this kind. */
bool alert_signal_of(const struct live_event *e, struct signal_event *ret);
