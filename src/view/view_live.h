/* view/view_live.h - a look's answer and what events have said since: merged into it, or a reason to ask the service again.
 * Private to src/view. Thread: the view's loop. */
#pragma once

#include "view/view.h"

#define VIEW_LIVE_MS 60000 /* so long after an event a part that shows it counts as live */

/* Is what v->looks[p] holds from before an event that only the service can tell the effect of, and may it be asked now? Then the
 * moment to ask from, else 0. */
uint64_t view_lacks(struct view *v, enum part p);
/* Brings v->looks[p] up to date as far as events alone can. */
void view_bring_up(struct view *v, enum part p);
