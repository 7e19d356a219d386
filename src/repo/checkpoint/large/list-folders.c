// Lists folders of a work tree and looks at each name in them: threads do so from the last folder on, and the caller with
// what it needs and is not listed yet. list-natively.ts is the only caller.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <node_api.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// A larger folder is left to the caller, who pauses within one; and threads end where so many bytes wait to be taken.
enum { most_names = 4096, most_name_bytes = 64 * 1024, most_held = 32 * 1024 * 1024 };
// Of the four that all file and packing work of the process shares.
enum { threads = 2 };

// Only whoever changes `waiting` into `busy` goes on from there.
enum { waiting, busy, listed, gone, unknown };

struct look {
  double mode, size, inode, modified_ms, changed_ms;
};

struct listing {
  size_t count, bytes;
  struct look looks[most_names];
  // In the order of their bytes, each with its NUL.
  char names[most_name_bytes];
  char as_read[most_name_bytes];
  char *order[most_names];
};

// A listing by itself: `count` looks, then the names.
struct kept {
  size_t count, bytes;
  struct look looks[];
};

struct folder {
  const char *path;
  atomic_int state;
  struct kept *kept;
};

struct walk {
  int top;
  atomic_bool is_over;
  atomic_size_t held;
  // The caller and the threads that have not ended, counted by the caller's thread only.
  int holders;
  struct listing *own;
  char *paths;
  size_t count;
  struct folder folders[];
};

struct thread {
  struct walk *walk;
  napi_async_work work;
  struct listing listing;
};

// What lies behind a link is another place, so none is followed, wherever in the path it is.
static DIR *open_folder(int top, const char *path) {
  const struct open_how how = {
    .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
  };
  int folder = (int)syscall(SYS_openat2, top, *path == '\0' ? "." : path, &how, sizeof how);
  if (folder < 0) return NULL;
  DIR *dir = fdopendir(folder);
  if (dir == NULL) close(folder);
  return dir;
}

static int by_bytes(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool read_names(DIR *dir, struct listing *to) {
  to->count = to->bytes = 0;
  for (;;) {
    errno = 0;
    const struct dirent *entry = readdir(dir);
    if (entry == NULL) break;
    const char *name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    size_t bytes = strlen(name) + 1;
    if (to->count == most_names || bytes > most_name_bytes - to->bytes) return false;
    to->order[to->count++] = memcpy(to->as_read + to->bytes, name, bytes);
    to->bytes += bytes;
  }
  if (errno != 0) return false;
  qsort(to->order, to->count, sizeof *to->order, by_bytes);
  char *end = to->names;
  for (size_t at = 0; at < to->count; at++) end = stpcpy(end, to->order[at]) + 1;
  return true;
}

// As fs.Stats has it: the same arithmetic on the same numbers.
static double milliseconds(struct timespec time) {
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

// One that vanished since the name was read has a mode of 0.
static bool look_at(int folder, const char *name, struct look *to) {
  struct stat found = { .st_mode = 0 };
  if (fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) != 0 && errno != ENOENT) return false;
  *to = (struct look){
    found.st_mode, (double)found.st_size, (double)found.st_ino, milliseconds(found.st_mtim), milliseconds(found.st_ctim),
  };
  return true;
}

static int list_folder(int top, const char *path, struct listing *to) {
  DIR *dir = open_folder(top, path);
  if (dir == NULL) return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? gone : unknown;
  bool whole = read_names(dir, to);
  for (size_t at = 0; whole && at < to->count; at++) whole = look_at(dirfd(dir), to->order[at], to->looks + at);
  closedir(dir);
  return whole ? listed : unknown;
}

static size_t size_of(size_t count, size_t bytes) {
  return sizeof(struct kept) + count * sizeof(struct look) + bytes;
}

static struct kept *keep(const struct listing *from) {
  struct kept *kept = malloc(size_of(from->count, from->bytes));
  if (kept == NULL) return NULL;
  kept->count = from->count;
  kept->bytes = from->bytes;
  memcpy(kept->looks, from->looks, from->count * sizeof *from->looks);
  memcpy(kept->looks + from->count, from->names, from->bytes);
  return kept;
}

static void execute(napi_env env, void *data) {
  (void)env;
  struct thread *self = data;
  struct walk *walk = self->walk;
  for (size_t at = walk->count; at-- > 0 && !walk->is_over && walk->held < most_held;) {
    struct folder *folder = walk->folders + at;
    int state = waiting;
    if (!atomic_compare_exchange_strong(&folder->state, &state, busy)) continue;
    state = list_folder(walk->top, folder->path, &self->listing);
    if (state == listed) {
      folder->kept = keep(&self->listing);
      if (folder->kept == NULL) state = unknown;
      else walk->held += size_of(self->listing.count, self->listing.bytes);
    }
    folder->state = state;
  }
}

static void release(struct walk *walk) {
  if (--walk->holders > 0) return;
  for (size_t at = 0; at < walk->count; at++) free(walk->folders[at].kept);
  if (walk->top >= 0) close(walk->top);
  free(walk->own);
  free(walk->paths);
  free(walk);
}

static void complete(napi_env env, napi_status status, void *data) {
  (void)status;
  struct thread *self = data;
  napi_delete_async_work(env, self->work);
  release(self->walk);
  free(self);
}

static void start_thread(napi_env env, struct walk *walk) {
  napi_value name;
  struct thread *self = malloc(sizeof *self);
  if (self == NULL) return;
  self->walk = walk;
  if (napi_create_string_utf8(env, "firebreak:list", NAPI_AUTO_LENGTH, &name) == napi_ok &&
      napi_create_async_work(env, NULL, name, execute, complete, self, &self->work) == napi_ok) {
    if (napi_queue_async_work(env, self->work) == napi_ok) {
      walk->holders++;
      return;
    }
    napi_delete_async_work(env, self->work);
  }
  free(self);
}

// Each path ends with a NUL. False where there are not as many of them as folders.
static bool name_folders(struct walk *walk, size_t length) {
  size_t count = 0;
  for (char *path = walk->paths; path < walk->paths + length; path += strlen(path) + 1) {
    if (count == walk->count) return false;
    walk->folders[count++].path = path;
  }
  return count == walk->count;
}

static void end(struct walk **handle) {
  if (*handle == NULL) return;
  (*handle)->is_over = true;
  release(*handle);
  *handle = NULL;
}

static void finalize(napi_env env, void *handle, void *hint) {
  (void)env;
  (void)hint;
  end(handle);
  free(handle);
}

static struct walk *new_walk(napi_env env, napi_value top, napi_value paths, uint32_t count) {
  char top_path[PATH_MAX];
  size_t length;
  if (napi_get_value_string_utf8(env, top, top_path, sizeof top_path, &length) != napi_ok) return NULL;
  if (length == sizeof top_path - 1) return NULL;
  struct walk *walk = calloc(1, sizeof *walk + count * sizeof *walk->folders);
  if (walk == NULL) return NULL;
  walk->holders = 1;
  walk->count = count;
  walk->top = open(top_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  walk->own = malloc(sizeof *walk->own);
  if (walk->top >= 0 && walk->own != NULL && napi_get_value_string_latin1(env, paths, NULL, 0, &length) == napi_ok) {
    // With room for one more NUL, which Node-API adds.
    walk->paths = malloc(length + 1);
    if (walk->paths != NULL && napi_get_value_string_latin1(env, paths, walk->paths, length + 1, &length) == napi_ok &&
        name_folders(walk, length)) {
      return walk;
    }
  }
  release(walk);
  return NULL;
}

static bool get_arguments(napi_env env, napi_callback_info info, size_t count, napi_value *args) {
  size_t given = count;
  return napi_get_cb_info(env, info, &given, args, NULL, NULL) == napi_ok && given >= count;
}

// (top: path, paths: from there, each with a NUL after it and a character a byte, count: how many): what `take` and `end`
// are asked with. Undefined where nothing can be listed.
static napi_value start_listing(napi_env env, napi_callback_info info) {
  napi_value args[3], handle;
  uint32_t count;
  if (!get_arguments(env, info, 3, args) || napi_get_value_uint32(env, args[2], &count) != napi_ok) return NULL;
  struct walk **box = malloc(sizeof *box);
  if (box == NULL) return NULL;
  *box = new_walk(env, args[0], args[1], count);
  if (*box == NULL || napi_create_external(env, box, finalize, NULL, &handle) != napi_ok) {
    end(box);
    free(box);
    return NULL;
  }
  for (int started = 0; started < threads; started++) start_thread(env, *box);
  return handle;
}

static struct walk **handle_of(napi_env env, napi_value value) {
  void *handle = NULL;
  return napi_get_value_external(env, value, &handle) == napi_ok ? handle : NULL;
}

static napi_value answer(napi_env env, void *numbers, const struct look *looks, size_t count, const char *names, size_t bytes) {
  napi_value text;
  memcpy(numbers, looks, count * sizeof *looks);
  return napi_create_string_latin1(env, names, bytes, &text) == napi_ok ? text : NULL;
}

// (handle, place of a folder, numbers: Float64Array for 4096 looks): its names in the order of their bytes, each with a NUL
// after it, and in `numbers` mode, size, inode, and the times of the last write and of the last change in milliseconds, of
// each. Once for each folder. Null where there is no such folder, also where a link stands on the way to it; undefined where it
// is not known, and the caller has to look by itself.
static napi_value take(napi_env env, napi_callback_info info) {
  napi_value args[3], result = NULL;
  uint32_t at;
  napi_typedarray_type type;
  size_t room;
  void *numbers;
  if (!get_arguments(env, info, 3, args) || napi_get_value_uint32(env, args[1], &at) != napi_ok) return NULL;
  if (napi_get_typedarray_info(env, args[2], &type, &room, &numbers, NULL, NULL) != napi_ok) return NULL;
  struct walk **handle = handle_of(env, args[0]);
  if (handle == NULL || *handle == NULL || at >= (*handle)->count) return NULL;
  if (type != napi_float64_array || room < most_names * sizeof(struct look) / sizeof(double)) return NULL;
  struct walk *walk = *handle;
  struct folder *folder = walk->folders + at;
  int state = waiting;
  if (atomic_compare_exchange_strong(&folder->state, &state, busy) || state == busy) {
    const struct listing *own = walk->own;
    state = list_folder(walk->top, folder->path, walk->own);
    if (state == listed) return answer(env, numbers, own->looks, own->count, own->names, own->bytes);
  } else if (state == listed && folder->kept != NULL) {
    struct kept *kept = folder->kept;
    folder->kept = NULL;
    result = answer(env, numbers, kept->looks, kept->count, (char *)(kept->looks + kept->count), kept->bytes);
    walk->held -= size_of(kept->count, kept->bytes);
    free(kept);
    return result;
  }
  if (state == gone) napi_get_null(env, &result);
  return result;
}

// (handle): nothing is listed any more.
static napi_value end_listing(napi_env env, napi_callback_info info) {
  napi_value args[1];
  struct walk **handle = get_arguments(env, info, 1, args) ? handle_of(env, args[0]) : NULL;
  if (handle != NULL) end(handle);
  return NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
    { .utf8name = "start", .method = start_listing, .attributes = napi_enumerable },
    { .utf8name = "take", .method = take, .attributes = napi_enumerable },
    { .utf8name = "end", .method = end_listing, .attributes = napi_enumerable },
  };
  const size_t count = sizeof properties / sizeof *properties;
  return napi_define_properties(env, exports, count, properties) == napi_ok ? exports : NULL;
}
