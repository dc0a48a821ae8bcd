#include "app/doctor.h"

#include "access/audit.h"
#include "access/audit_heads.h"
#include "app/file.h"
#include "app/json_tree.h"
#include "app/push_key.h"
#include "base/clock.h"
#include "directory/directory.h"
#include "store/migrations_portal.h"

#include <curl/curl.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#define WHAT_COLUMNS      16
#define ROOM_FAIL_BYTES   (64ull << 20)
#define ROOM_WARN_BYTES   (1ull << 30)
#define FILES_WANTED      16384
#define STORE_BUSY_MS     2000
#define PROBE_WAIT_MS     2000L
#define CLOCK_BACK_MS     5000            /* between two readings on one machine */
#define CLOCK_EARLIEST_MS 1735689600000ll /* 2025-01-01: older than this program */

/* --- what was found --- */

static void put(struct doctor *d, enum style style, enum sign g, const char *what, struct str finding)
{
	term_sign(d->t, style, g);
	term_spaces(d->t, 2);
	term_cell(d->t, STYLE_STRONG, str_of(what), WHAT_COLUMNS, false);
	term_spaces(d->t, 1);
	term_paragraph(d->t, STYLE_PLAIN, finding, WHAT_COLUMNS + 4);
}

static void put_advice(struct doctor *d, struct str advice)
{
	if (!advice.n)
		return;
	term_spaces(d->t, WHAT_COLUMNS + 4);
	term_paragraph(d->t, STYLE_NOTICE, advice, WHAT_COLUMNS + 4);
}

void doctor_fine(struct doctor *d, const char *what, struct str finding)
{
	put(d, STYLE_GOOD, SIGN_YES, what, finding);
}

void doctor_warn(struct doctor *d, const char *what, struct str finding, struct str advice)
{
	d->warnings++;
	put(d, STYLE_WARN, SIGN_WARNING, what, finding);
	put_advice(d, advice);
}

void doctor_fail(struct doctor *d, const char *what, struct str finding, struct str advice)
{
	d->failures++;
	put(d, STYLE_BAD, SIGN_NO, what, finding);
	put_advice(d, advice);
}

/* --- data --- */

static bool check_rights(struct doctor *d, const char *path, mode_t wanted)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return true; /* not made yet */
	if (st.st_uid == geteuid() && !(st.st_mode & 077))
		return true;
	if (st.st_uid != geteuid())
		doctor_fail(d, "rights", format_text(d->arena, "%s belongs to another user", path),
			    format_text(d->arena, "Run as that user, or chown %u %s.", (unsigned)geteuid(), path));
	else
		doctor_fail(d, "rights", format_text(d->arena, "%s can be read by others", path),
			    format_text(d->arena, "chmod %o %s", (unsigned)wanted, path));
	return false;
}

static void check_room(struct doctor *d)
{
	struct statvfs v;
	const char *root = datadir_path(&d->data, DATA_ROOT);
	if (statvfs(root, &v) != 0) {
		doctor_fail(d, "disk", format_text(d->arena, "%s: %s", root, strerror(errno)), STR(""));
		return;
	}
	uint64_t room = (uint64_t)v.f_bavail * v.f_frsize;
	struct str finding = format_text(d->arena, "%.*s free", STR_ARG(format_bytes(d->arena, room)));
	if (room < ROOM_FAIL_BYTES)
		doctor_fail(d, "disk", finding, STR("Make room: what cannot be put on the record is not shown to anybody."));
	else if (room < ROOM_WARN_BYTES)
		doctor_warn(d, "disk", finding, STR("Make room soon: the record grows with every look."));
	else
		doctor_fine(d, "disk", finding);
}

void doctor_data(struct doctor *d)
{
	static const struct {
		enum datadir_entry entry;
		mode_t mode;
	} closed[] = {{DATA_ROOT, 0700},     {DATA_KEYS, 0700},     {DATA_AUDIT, 0700},    {DATA_AUDIT_KEY, 0600},
		      {DATA_SEAL_KEY, 0600}, {DATA_PUSH_KEY, 0600}, {DATA_CLI_TOKEN, 0600}};
	const char *root = datadir_path(&d->data, DATA_ROOT);
	struct stat st;
	if (stat(root, &st) != 0) {
		doctor_warn(d, "data", format_text(d->arena, "%s is not there", root),
			    STR("`pitboss serve` makes it; if there should be one, say --data."));
		return;
	}
	if (!S_ISDIR(st.st_mode) || access(root, R_OK | W_OK | X_OK) != 0) {
		doctor_fail(d, "data", format_text(d->arena, "%s is no folder that this user may write", root),
			    STR("Run as the portal's user, or say --data."));
		return;
	}
	bool right = true;
	for (size_t i = 0; i < ARRAY_LEN(closed); i++)
		right &= check_rights(d, datadir_path(&d->data, closed[i].entry), closed[i].mode);
	if (right)
		doctor_fine(d, "data", format_text(d->arena, "%s, closed to others", root));
	check_room(d);
}

/* --- store --- */

static void check_index(struct doctor *d)
{
	const struct directory_config c = {.dir = datadir_path(&d->data, DATA_DIRECTORY), .read_only = true};
	struct directory *dir;
	struct directory_state s;
	struct err_info info = {0};
	enum err e = directory_open(&c, &dir, &info);
	if (e != OK) {
		doctor_warn(
			d, "search index", e == ERR_NOT_FOUND ? STR("not there yet") : format_text(d->arena, "%s", info.text),
			STR("`pitboss serve` fills it from the customer service; `pitboss directory rebuild` fills it anew."));
		return;
	}
	directory_state(dir, &s);
	directory_close(dir);
	struct str customers = format_count(d->arena, format_text(d->arena, "%llu", (unsigned long long)s.customers));
	if (s.ready)
		doctor_fine(d, "search index",
			    format_text(d->arena, "%.*s customers, %.*s", STR_ARG(customers),
					STR_ARG(format_bytes(d->arena, s.disk_bytes))));
	else
		doctor_warn(d, "search index", format_text(d->arena, "not whole yet, %.*s customers", STR_ARG(customers)),
			    STR("The running portal is filling it; until then the customer service's own search answers."));
}

void doctor_store(struct doctor *d)
{
	unsigned version = 0;
	struct err_info info = {0};
	const char *path = datadir_path(&d->data, DATA_PORTAL_DB);
	if (!datadir_has(&d->data, DATA_PORTAL_DB)) {
		doctor_warn(d, "store", STR("portal.db is not there yet"), STR("`pitboss serve` makes it."));
		return;
	}
	enum err e = db_inspect(path, STORE_BUSY_MS, true, &version, &info);
	if (e == ERR_CORRUPT)
		doctor_fail(d, "store", format_text(d->arena, "%s", info.text),
			    STR("Stop the portal, keep the file aside, and put the last backup in its place."));
	else if (e != OK)
		doctor_fail(d, "store", format_text(d->arena, "%s", info.text), STR("Is another program keeping it locked?"));
	else if (version > PORTAL_MIGRATIONS)
		doctor_fail(d, "store", format_text(d->arena, "version %u, this program knows %u", version, PORTAL_MIGRATIONS),
			    STR("It was written by a newer pitboss: run that one."));
	else if (version < PORTAL_MIGRATIONS)
		doctor_warn(d, "store", format_text(d->arena, "version %u of %u", version, PORTAL_MIGRATIONS),
			    STR("`pitboss migrate`, or the next start, brings it up to date."));
	else
		doctor_fine(d, "store", format_text(d->arena, "portal.db is whole, version %u", version));
	check_index(d);
}

/* --- the record --- */

struct newest {
	int64_t at_ms;
};

static bool take_newest(void *ctx, uint64_t seq, struct str line)
{
	struct newest *n = ctx;
	struct arena a;
	struct json_node *record = NULL;
	(void)seq;
	arena_init(&a, 1u << 20);
	if (json_tree_parse(line, &a, &record, NULL) == OK && clock_parse_rfc3339(json_text_at(record, "at"), &n->at_ms) != OK)
		n->at_ms = 0;
	arena_done(&a);
	return false;
}

static void check_clock_against(struct doctor *d, const char *dir)
{
	struct newest n = {0};
	const struct audit_filter all = {0};
	if (audit_read(dir, 0, &all, 1, take_newest, &n) == OK && n.at_ms > clock_wall_ms() + CLOCK_BACK_MS)
		doctor_fail(d, "clock", STR("the last record is later than now: the clock has gone back"),
			    STR("Set the clock right before the portal writes on."));
}

static void check_chain(struct doctor *d, const char *name)
{
	struct audit_verdict v = {0};
	char dir[DATADIR_PATH_MAX + 300];
	snprintf(dir, sizeof dir, "%s/%s", datadir_path(&d->data, DATA_AUDIT), name);
	enum err e = audit_verify(dir, NULL, NULL, &v);
	if (e == OK)
		doctor_fine(d, "record",
			    format_text(d->arena, "%s: %llu records, unbroken, %llu signed heads met", name,
					(unsigned long long)v.records, (unsigned long long)v.heads_checked));
	else if (e == ERR_CORRUPT)
		doctor_fail(d, "record",
			    format_text(d->arena, "%s: broken at record %llu (%s, byte %llu): %s", name,
					(unsigned long long)v.bad_seq, v.file, (unsigned long long)v.offset, v.reason),
			    STR("Keep a copy of the folder as it is, and find out who could write to it; `pitboss audit verify` "
				"says more."));
	else
		doctor_fail(d, "record", format_text(d->arena, "%s: %s", name, v.reason[0] ? v.reason : err_name(e)),
			    STR("Run as the portal's user."));
	check_clock_against(d, dir);
}

void doctor_record(struct doctor *d)
{
	DIR *dir = opendir(datadir_path(&d->data, DATA_AUDIT));
	unsigned chains = 0;
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (entry->d_name[0] != '.') {
			check_chain(d, entry->d_name);
			chains++;
		}
	if (dir)
		closedir(dir);
	if (!chains)
		doctor_warn(d, "record", STR("there is none yet"), STR("`pitboss serve` begins it."));
}

/* --- pushes --- */

void doctor_push(struct doctor *d)
{
	struct push_keys k;
	struct err_info info = {0};
	if (d->config && !d->config->push_enabled)
		return;
	enum err e = push_key_load(&d->data, false, &k, &info);
	if (e == ERR_NOT_FOUND) {
		doctor_warn(d, "pushes", STR("their key is not there yet"), STR("`pitboss serve` makes it."));
		return;
	}
	if (e != OK) {
		doctor_fail(d, "pushes", format_text(d->arena, "%s", info.text),
			    STR("Put the key back from the backup; with a new one every browser has to subscribe again."));
		return;
	}
	push_keys_done(&k);
	if (d->config && !d->config->push_subject[0] && !str_starts(str_of(d->config->public_url), STR("https://")))
		doctor_warn(d, "pushes", STR("their key is usable, but they name nobody to ask"),
			    STR("Set push.subject: some push services refuse messages without it."));
	else
		doctor_fine(d, "pushes", STR("their key is usable"));
}

/* --- the machine --- */

static void check_clock(struct doctor *d)
{
	struct timex t = {0};
	char now[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(clock_wall_ms(), now);
	if (clock_wall_ms() < CLOCK_EARLIEST_MS)
		doctor_fail(d, "clock", format_text(d->arena, "it is not %s", now),
			    STR("Set the clock: the record's times would be false."));
	else if (adjtimex(&t) == TIME_ERROR)
		doctor_warn(d, "clock", format_text(d->arena, "%s, not synchronised", now),
			    STR("Run an NTP client (systemd-timesyncd, chrony); in a container the host's may do it unseen."));
	else
		doctor_fine(d, "clock", format_text(d->arena, "%s, synchronised", now));
}

static void check_files(struct doctor *d)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) != 0)
		return;
	struct str finding = format_text(d->arena, "up to %llu open files", (unsigned long long)r.rlim_max);
	if (r.rlim_max < FILES_WANTED)
		doctor_warn(d, "limits", finding,
			    STR("Raise it (LimitNOFILE=65536): every client and source connection is one."));
	else
		doctor_fine(d, "limits", finding);
}

static size_t drop_bytes(char *bytes, size_t size, size_t count, void *ctx)
{
	(void)bytes, (void)ctx;
	return size * count;
}

/* Where the portal of this data folder was last reached, else where it would listen. */
static bool portal_url(const struct doctor *d, char *out, size_t size)
{
	struct buf text;
	bool got = file_read(datadir_path(&d->data, DATA_CLI_URL), size, &text, NULL) == OK && text.n;
	if (got)
		got = snprintf(out, size, "%.*s/readyz", STR_ARG(str_trim(buf_view(&text)))) < (int)size;
	buf_done(&text);
	if (got || !d->config)
		return got;
	const char *listen = strcmp(d->config->listen, "0.0.0.0") == 0 ? "127.0.0.1" : d->config->listen;
	return snprintf(out, size, strchr(listen, ':') ? "http://[%s]:%u/readyz" : "http://%s:%u/readyz", listen,
			d->config->port) < (int)size;
}

/* Not an error when there is none: the doctor is asked before the first start, too. */
static void check_running(struct doctor *d)
{
	char url[256];
	long status = 0;
	CURL *c = portal_url(d, url, sizeof url) ? curl_easy_init() : NULL;
	if (!c)
		return;
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, PROBE_WAIT_MS);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop_bytes);
	if (curl_easy_perform(c) == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	if (status == 200)
		doctor_fine(d, "portal", format_text(d->arena, "is running and ready: %s", url));
	else if (status)
		doctor_warn(d, "portal", format_text(d->arena, "%s answers %ld", url, status),
			    STR("It is starting, stopping, or cannot write its record: see its log."));
	else
		doctor_fine(d, "portal", format_text(d->arena, "none is running at %s", url));
}

void doctor_machine(struct doctor *d)
{
	check_clock(d);
	check_files(d);
	check_running(d);
}
