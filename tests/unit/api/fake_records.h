/* tests/unit/api/fake_records.h - what the sources know about CUS-1: a profile, checked documents, and flags, one of which not
 * all may see. */
#pragma once

#include "tests/unit/api/fake_state.h"
#include "tests/unit/view/build.h"

static void fake_destroy(struct cache_value *v)
{
	(void)v;
	fail_msg("a snapshot was given back too often");
}

static void fake_seal(enum part p, const struct record *r)
{
	size_t size;
	struct snapshot *s = &fake.snapshots[p];
	s->part = p;
	s->fetched_ms = 1767225600000;
	s->fetched_mono_ms = clock_mono_ms();
	s->base.destroy = fake_destroy;
	atomic_store(&s->base.refs, 1);
	s->body = part_seal(NULL, p, STR("CUS-1"), r, &size);
	assert_non_null(s->body);
}

static void fake_records(void)
{
	struct arena *a = &fake.arena;
	struct record *r = build_record(a, schema_part(PART_PROFILE));
	build_text(r, F_PROFILE_customerId, "CUS-1");
	build_text(r, F_PROFILE_username, "john_player_77");
	build_text(r, F_PROFILE_email, "john@example.com");
	build_text(r, F_PROFILE_phone, "+1-555-0123");
	build_date(r, F_PROFILE_registrationDate, "2023-01-10");
	build_enum(r, F_PROFILE_accountStatus, "active");
	build_currency(r, F_PROFILE_currency, "EUR");
	fake_seal(PART_PROFILE, r);

	r = build_record(a, schema_part(PART_KYC));
	build_text(r, F_KYC_customerId, "CUS-1");
	build_enum(r, F_KYC_kycStatus, "verified");
	struct record *documents = build_list(a, r, F_KYC_documents, 1);
	build_text(&documents[0], F_DOCUMENT_documentId, "DOC-1");
	build_text(&documents[0], F_DOCUMENT_kind, "passport");
	build_enum(&documents[0], F_DOCUMENT_status, "accepted");
	build_text(&documents[0], F_DOCUMENT_number, "P1234567");
	build_time(&documents[0], F_DOCUMENT_uploadedAt, "2025-10-01T10:00:00Z");
	build_time(&documents[0], F_DOCUMENT_reviewedAt, "2025-10-02T10:00:00Z");
	struct record *checks = build_list(a, r, F_KYC_checks, 1);
	build_text(&checks[0], F_CHECK_kind, "identity");
	build_enum(&checks[0], F_CHECK_status, "passed");
	build_time(&checks[0], F_CHECK_checkedAt, "2025-10-03T10:00:00Z");
	fake_seal(PART_KYC, r);

	r = build_record(a, schema_part(PART_RISK));
	build_text(r, F_RISK_customerId, "CUS-1");
	struct record *flags = build_list(a, r, F_RISK_riskFlags, 2);
	build_text(&flags[0], F_FLAG_flagId, "FLG-AML");
	build_text(&flags[0], F_FLAG_type, "structuring");
	build_enum(&flags[0], F_FLAG_severity, "high");
	build_time(&flags[0], F_FLAG_detectedAt, "2025-10-06T13:00:00Z");
	build_enum(&flags[0], F_FLAG_category, "aml");
	build_text(&flags[1], F_FLAG_flagId, "FLG-1");
	build_text(&flags[1], F_FLAG_type, "unusual_betting_pattern");
	build_enum(&flags[1], F_FLAG_severity, "medium");
	build_time(&flags[1], F_FLAG_detectedAt, "2025-10-06T12:00:00Z");
	build_enum(&flags[1], F_FLAG_category, "fraud");
	build_list(a, r, F_RISK_limits, 0);
	fake_seal(PART_RISK, r);
}
