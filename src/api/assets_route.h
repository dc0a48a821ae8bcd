/* api/assets_route.h - files of the web front end as answers. No session is asked for and nothing is recorded: there is nobody's
 * data in them. Thread: the call's loop. */
#pragma once

#include "api/assets.h"
#include "api/route_match.h"

/* What the route table doesn't know, looked for among the loop's assets. */
struct route_match asset_route_find(const struct api_loop *al, const struct http_request *r);
/* The loop hands out these from now on; what is on its way still leaves as it was. Takes a reference of its own. NULL: none. On
 * the loop. */
void api_loop_set_assets(struct api_loop *al, struct assets *a);
