/* Generated customers for tests and the bench of the directory: the same for the same number and seed. Names are common ones of
 * many scripts, combined at random. */
#pragma once

#include "base/money.h"
#include "sources/schema.h"

#include <stdio.h>

struct person {
	struct record record;
	struct value values[F_CUSTOMER_COUNT_];
	char id[32], username[64], email[96], phone[24], name[96], former[2][96], mark[24], tag[2][24];
	struct str former_items[2], tag_items[2];
};

static inline uint64_t people_mix(uint64_t *s)
{
	/* splitmix64, Steele, Lea & Flood 2014 */
	uint64_t z = (*s += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static const char *const people_given[] = {
	"John",    "Maria",  "Anna",    "James", "Sofia",   "Lukas",  "Émile", "Zoë",    "Jürgen",  "Søren",  "Łukasz",
	"Иван",    "Юлия",   "Дмитрий", "Олена", "Γιώργος", "Ελένη",  "محمد",  "فاطمة",  "דוד",     "राहुल",   "प्रिया",
	"สมชาย",   "李",     "张伟",    "太郎",  "花子",    "민준",   "서연",  "Thomas", "Robert",  "Emma",   "Olivia",
	"Noah",    "Liam",   "Mia",     "Ava",   "Lucas",   "Mason",  "Ethan", "Jacob",  "Michael", "Daniel", "Matthew",
	"William", "Joseph", "Andrew",  "Ryan",  "David",   "Carlos", "José",  "Ana",
};
static const char *const people_family[] = {
	"Smith",       "Johnson", "García",  "Müller",    "Schmidt",   "O'Brien",      "Jones",    "Brown",    "Taylor",
	"Williams",    "Иванов",  "Петров",  "Щербакова", "Шевченко",  "Παπαδόπουλος", "الهاشمي",  "כהן",      "शर्मा",
	"ใจดี",         "王",      "山田",    "佐藤",      "김",        "Żółć",         "Nguyễn",   "Silva",    "Fernández",
	"Lopez-Perez", "Martin",  "Bernard", "Dubois",    "Andersson", "Hansen",       "Virtanen", "Kowalski", "Novák",
	"Horváth",     "Popescu", "Yılmaz",  "Santos",    "Oliveira",  "Rossi",        "Ferrari",  "Esposito",
};
static const char *const people_countries[] = {"GB", "GB", "GB", "DE", "FR", "ES", "SE", "MT", "JP", "BR", "CA", "NL"};
static const char *const people_brands[] = {"Lucky", "Lucky", "Spin Palace", "Nordic"};
static const char *const people_tags[] = {"watch", "vip-host", "complaint", "bonus", "Callback"};
static const char *const people_syllables[] = {"ka", "lo", "mi", "ra", "te", "no", "vi", "sa", "du", "pe", "xo", "zu"};

static inline struct value people_text(const char *z)
{
	return (struct value){.present = true, .text = str_of(z)};
}

/* @version changes what a customer's record says, not who it is. */
static inline void person_make(struct person *p, uint64_t number, uint64_t seed, uint64_t version)
{
	uint64_t s = seed * 1000003u + number * 7919u + version * 104729u;
	memset(p, 0, sizeof(*p));
	p->record.schema = schema_list(LIST_CUSTOMERS);
	p->record.values = p->values;
	const char *given = people_given[people_mix(&s) % ARRAY_LEN(people_given)];
	const char *family = people_family[people_mix(&s) % ARRAY_LEN(people_family)];
	const char *a = people_syllables[people_mix(&s) % 12], *b = people_syllables[people_mix(&s) % 12],
		   *c = people_syllables[people_mix(&s) % 12];
	snprintf(p->id, sizeof(p->id), "CUS-%06llu", (unsigned long long)number);
	snprintf(p->username, sizeof(p->username), "%s%s%s_%llu", a, b, c, (unsigned long long)(people_mix(&s) % 1000));
	snprintf(p->name, sizeof(p->name), "%s %s%s", given, family, people_mix(&s) % 4 ? "" : " Jr");
	snprintf(p->email, sizeof(p->email), "%s.%s%llu@example.%s", b, a, (unsigned long long)(people_mix(&s) % 100000),
		 number % 2 ? "com" : "org");
	snprintf(p->phone, sizeof(p->phone), "+%s%09llu", number % 3 ? "44" : "1",
		 (unsigned long long)(people_mix(&s) % 1000000000));
	snprintf(p->mark, sizeof(p->mark), "%llu", (unsigned long long)(number + version * 10000000));
	struct value *v = p->values;
	v[F_CUSTOMER_customerId] = people_text(p->id);
	v[F_CUSTOMER_username] = people_text(p->username);
	v[F_CUSTOMER_changeMark] = people_text(p->mark);
	if (number % 50)
		v[F_CUSTOMER_fullName] = people_text(p->name);
	if (number % 40)
		v[F_CUSTOMER_email] = people_text(p->email);
	if (number % 30)
		v[F_CUSTOMER_phone] = people_text(p->phone);
	v[F_CUSTOMER_registrationDate] = (struct value){.present = true, .days = (int32_t)(18000 + people_mix(&s) % 2000)};
	v[F_CUSTOMER_accountStatus] =
		(struct value){.present = true, .index = (unsigned)(people_mix(&s) % 10 ? 0 : people_mix(&s) % 4)};
	uint64_t tier = people_mix(&s) % 20;
	if (tier < 12)
		v[F_CUSTOMER_vipTier] = (struct value){.present = true, .index = tier < 8 ? 0 : (unsigned)(tier - 8)};
	if (people_mix(&s) % 10)
		v[F_CUSTOMER_kycStatus] = (struct value){.present = true, .index = (unsigned)(people_mix(&s) % 3)};
	v[F_CUSTOMER_riskLevel] = (struct value){.present = true, .index = (unsigned)(people_mix(&s) % 5)};
	v[F_CUSTOMER_country] = people_text(people_countries[people_mix(&s) % ARRAY_LEN(people_countries)]);
	v[F_CUSTOMER_brand] = people_text(people_brands[people_mix(&s) % ARRAY_LEN(people_brands)]);
	v[F_CUSTOMER_currency] = (struct value){.present = true, .currency = currency_find(STR("EUR"))};
	size_t former = people_mix(&s) % 8 ? 0 : 1 + people_mix(&s) % 2, tags = people_mix(&s) % 5 ? 0 : 1 + people_mix(&s) % 2;
	for (size_t i = 0; i < former; i++) {
		snprintf(p->former[i], sizeof(p->former[i]), "old%llu.%s@mail.example",
			 (unsigned long long)(people_mix(&s) % 100000), c);
		p->former_items[i] = str_of(p->former[i]);
	}
	for (size_t i = 0; i < tags; i++)
		p->tag_items[i] = str_of(people_tags[(people_mix(&s) + i) % ARRAY_LEN(people_tags)]);
	if (former)
		v[F_CUSTOMER_formerEmails] = (struct value){.present = true, .strings = {p->former_items, former}};
	if (tags)
		v[F_CUSTOMER_tags] = (struct value){.present = true, .strings = {p->tag_items, tags}};
}
