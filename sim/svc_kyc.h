/* sim/svc_kyc.h - what the KYC service's answers share; for sim/svc_kyc*.c only. */
#pragma once

#include "sim/service.h"

extern const char *const kyc_state_words[], *const kyc_level_words[], *const kyc_document_words[];
extern const char *const kyc_kind_words[DRAW_KIND_COUNT_];

/* Empty is null. */
void kyc_text(struct json_writer *w, const char *text);
#define KV_TEXT(w, lit, text) (JSON_KEY(w, lit), kyc_text((w), (text)))
/* "2025-10-05T10:30:00+00:00"; 0 is null. */
void kyc_time(struct json_writer *w, struct str key, int64_t ms);
#define KV_TIME(w, lit, ms) kyc_time((w), STR(lit), (ms))
