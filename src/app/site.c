#include "app/site.h"

#include "app/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#define SITE_PATH_BYTES 1400

struct reading {
	struct assets *assets;
	char path[SITE_PATH_BYTES]; /* of the file or folder that is looked at */
	size_t root_n;              /* of it, the site's own folder with its slash */
	struct err_info *info;
};

static enum err read_folder(struct reading *r, size_t n, unsigned depth);

static enum err fail(const struct reading *r, enum err e)
{
	if (e == ERR_NOT_FOUND && r->assets)
		e = ERR_IO; /* the folder is there; a link in it leads nowhere, or somebody is at work in it */
	return err_set(r->info, e, NULL, "%.120s cannot be read: %s", r->path, err_name(e));
}

static enum err take_file(struct reading *r)
{
	struct buf bytes;
	enum err e = file_read(r->path, ASSETS_BYTES_MAX, &bytes, NULL);
	struct blob *body = e == OK ? blob_of(buf_view(&bytes)) : NULL;
	buf_done(&bytes);
	if (!body)
		return fail(r, e == OK ? ERR_NOMEM : e);
	return assets_add(r->assets, str_of(r->path + r->root_n), body, r->info);
}

/* Links are followed: whoever deploys may put the files where they like, and a ring of them ends at the depth. */
static enum err take_entry(struct reading *r, size_t n, const char *name, unsigned depth)
{
	struct stat st;
	int more = snprintf(r->path + n, sizeof r->path - n, "%s", name);
	if (more < 0 || (size_t)more >= sizeof r->path - n - 1)
		return err_set(r->info, ERR_TOO_LARGE, NULL, "a file's name in %.120s is too long", r->path);
	if (stat(r->path, &st) != 0)
		return fail(r, err_from_errno(errno));
	if (S_ISREG(st.st_mode))
		return take_file(r);
	if (!S_ISDIR(st.st_mode))
		return err_set(r->info, ERR_SHAPE, NULL, "%.120s is neither file nor folder", r->path);
	if (depth == SITE_DEPTH_MAX)
		return err_set(r->info, ERR_TOO_LARGE, NULL, "%.120s lies more than %d folders deep", r->path, SITE_DEPTH_MAX);
	r->path[n + (size_t)more] = '/';
	r->path[n + (size_t)more + 1] = '\0';
	return read_folder(r, n + (size_t)more + 1, depth + 1);
}

/* r->path is the folder with its slash, @n bytes of it. */
static enum err read_folder(struct reading *r, size_t n, unsigned depth)
{
	DIR *dir = opendir(r->path);
	if (!dir)
		return fail(r, err_from_errno(errno));
	enum err e = OK;
	for (struct dirent *entry; e == OK && (entry = readdir(dir));)
		if (entry->d_name[0] != '.')
			e = take_entry(r, n, entry->d_name, depth);
	closedir(dir);
	return e;
}

enum err site_read(const char *dir, const char *asset_url, struct assets **ret, struct err_info *info)
{
	struct reading r = {.info = info};
	struct stat st;
	int n = snprintf(r.path, sizeof r.path, "%s/", dir);
	if (n < 0 || (size_t)n >= sizeof r.path)
		return err_set(info, ERR_TOO_LARGE, NULL, "the folder's name is too long");
	if (stat(dir, &st) != 0)
		return fail(&r, err_from_errno(errno));
	if (!S_ISDIR(st.st_mode))
		return err_set(info, ERR_SHAPE, NULL, "%.120s is no folder", dir);
	r.root_n = (size_t)n;
	enum err e = assets_new(&r.assets);
	if (e != OK)
		return err_set(info, e, NULL, "no memory");
	e = read_folder(&r, (size_t)n, 0);
	if (e == OK)
		e = assets_finish(r.assets, str_of(asset_url), info);
	if (e == OK)
		*ret = r.assets;
	else
		assets_unref(r.assets);
	return e;
}
