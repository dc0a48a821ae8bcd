/* tests/unit/api/fake_identity.h - sign-on: the token is "<role>", the bearer's "<role>-machine", the password "right". */
#pragma once

#include "tests/unit/net/net_fixture.h"

#include "api/api.h"

static enum err fake_person(struct str role, bool machine, struct person *ret)
{
	struct person p = {.machine = machine, .session_ends_ms = 1798761600000};
	if (!role_parse(role, &p.role))
		return ERR_UNAUTHENTICATED;
	str_copy(p.username, sizeof p.username, role);
	memset(p.csrf, 'c', sizeof p.csrf - 1);
	strcpy(p.session_id, "0190c0de-0000-7000-8000-000000000001");
	*ret = p;
	return OK;
}

bool person_allows(const struct person *p, enum action a)
{
	return perm_allows(p->role, a) && (!p->machine || perm_allows(ROLE_MACHINE, a));
}

enum err identity_check(struct identity *i, struct str token, struct person *ret)
{
	(void)i;
	return fake_person(token, false, ret);
}

enum err identity_check_bearer(struct identity *i, struct str token, struct person *ret)
{
	(void)i;
	return str_ends(token, STR("-machine")) ? fake_person(str_mem(token.p, token.n - 8), true, ret) : ERR_UNAUTHENTICATED;
}

static void fake_signed_on(struct letter *l)
{
	struct job *j = CONTAINER_OF(l, struct job, home_letter);
	struct sign_on *s = CONTAINER_OF(j, struct sign_on, base);
	s->known_user = fake_person(str_of(s->username), false, &s->person) == OK;
	j->outcome = s->known_user && strcmp(s->password, "right") == 0 ? OK : ERR_UNAUTHENTICATED;
	if (strcmp(s->password, "too often") == 0) {
		j->outcome = ERR_LIMIT;
		s->retry_after_s = 42;
	}
	str_copy(s->token, sizeof s->token, str_of(s->username));
	j->done(j);
}

enum err identity_sign_on(struct identity *i, struct sign_on *s)
{
	(void)i;
	s->base.home_letter.deliver = fake_signed_on;
	loop_post(s->base.home, &s->base.home_letter);
	return OK;
}

static void fake_signed_off(struct letter *l)
{
	struct job *j = CONTAINER_OF(l, struct job, home_letter);
	j->outcome = OK;
	j->done(j);
}

enum err identity_sign_off(struct identity *i, const struct person *p, struct job *after)
{
	(void)i, (void)p;
	if (!after)
		return OK;
	after->home_letter.deliver = fake_signed_off;
	loop_post(after->home, &after->home_letter);
	return OK;
}
