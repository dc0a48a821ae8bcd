/* api/openapi.h - the API's description, as it stands in openapi.json, inside the program. */
#pragma once

#include "base/str.h"

struct str openapi_text(void);
