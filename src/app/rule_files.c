#include "app/rule_files.h"

#include "app/file.h"
#include "base/yaml.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define PATH_BYTES  1024
#define FILE_SHOWN  60 /* of a long path, its end */
#define WHY_SHOWN   110
#define FIELD_SHOWN 60

static int is_pack(const struct dirent *entry)
{
	struct str name = str_of(entry->d_name);
	return name.n > 5 && name.p[0] != '.' && str_ends(name, STR(".yaml"));
}

/* The place belongs to the sentence: there are many files, and who reads the error has said none of them. */
static enum err say_place(enum err e, const char *path, struct err_info *info)
{
	struct err_info said = *info;
	size_t n = strlen(path);
	const char *shown = path + (n > FILE_SHOWN ? n - FILE_SHOWN : 0);
	const char *why = said.text[0] ? said.text : err_name(e);
	char place[FIELD_SHOWN + 40] = "";
	if (said.line)
		snprintf(place, sizeof place, ", line %u", said.line);
	if (said.field[0])
		snprintf(place + strlen(place), sizeof place - strlen(place), ": %.*s", FIELD_SHOWN, said.field);
	(void)!err_set(info, e, NULL, "%s%s: %.*s", shown, place, WHY_SHOWN, why);
	return e;
}

static enum err add_file(struct packs *p, const char *path, struct err_info *info)
{
	struct buf text;
	enum err e = file_read(path, YAML_BYTES_MAX, &text, NULL);
	if (e == OK)
		e = packs_add(p, buf_view(&text), path, info);
	else
		err_set(info, e, NULL, "cannot be read");
	buf_done(&text);
	return e == OK ? OK : say_place(e, path, info);
}

static enum err add_folder(struct packs *p, const char *dir, struct err_info *info)
{
	struct dirent **entries = NULL;
	int count = scandir(dir, &entries, is_pack, alphasort);
	if (count < 0)
		return err_set(info, errno == ENOENT ? ERR_NOT_FOUND : err_from_errno(errno), NULL,
			       "the rule packs' folder %.100s can't be read: %s", dir, strerror(errno));
	enum err e = OK;
	for (int i = 0; i < count; i++) {
		char path[PATH_BYTES];
		if (e == OK && snprintf(path, sizeof path, "%s/%s", dir, entries[i]->d_name) >= (int)sizeof path)
			e = err_set(info, ERR_TOO_LARGE, NULL, "the rule packs' folder has too long a name");
		else if (e == OK)
			e = add_file(p, path, info);
		free(entries[i]);
	}
	free(entries);
	return e;
}

enum err rule_files_load(const char *dir, struct packs **ret, struct err_info *info)
{
	struct packs *p;
	const char *file = "";
	struct err_info why = {0};
	enum err e = packs_new(&p);
	if (e != OK)
		return err_set(info, e, NULL, "no memory");
	e = add_folder(p, dir, &why);
	if (e == OK && (e = packs_seal(p, &file, &why)) != OK)
		say_place(e, file[0] ? file : dir, &why);
	if (e != OK) {
		packs_free(p);
		if (info)
			*info = why;
		return e;
	}
	*ret = p;
	return OK;
}
