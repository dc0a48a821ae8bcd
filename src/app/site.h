/* app/site.h - the folder of the built web front end, read whole into the table that the loops hand out from (api/assets.h).
 * Thread: one; blocks. */
#pragma once

#include "api/assets.h"

#define SITE_DEPTH_MAX 6 /* folders within folders */

/* Every regular file below @dir; what begins with a dot is passed over. ERR_NOT_FOUND: no such folder, or no index.html in it;
 * ERR_TOO_LARGE: past a limit of api/assets.h or deeper than SITE_DEPTH_MAX; ERR_SHAPE, ERR_IO, ERR_DENIED, ERR_NOMEM: with the
 * file in @info. */
NODISCARD enum err site_read(const char *dir, const char *asset_url, struct assets **ret, struct err_info *info);
