/*
 * Loaded into a bot by LD_PRELOAD: the disk below DISK_FAULT_FOLDER as the file DISK_FAULT_FILE says at the moment.
 *
 *   well            as it is
 *   slow LOW HIGH   each sync takes so many milliseconds more, by chance between the two
 *   read-only       whatever writes is refused with EROFS, also to files that are open
 *
 * It stands between the process and the kernel, so that SQLite and Node are the real ones. (A kernel refuses to mount a
 * disk read-only by hand while files on it are open for writing; after an error of the disk it does so by itself.)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static const char *folder;
static const volatile char *said;

__attribute__((constructor)) static void begin(void) {
  folder = getenv("DISK_FAULT_FOLDER");
  const char *file = getenv("DISK_FAULT_FILE");
  if (folder == NULL || file == NULL) return;
  int (*really)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
  int fd = really(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  void *page = mmap(NULL, 64, PROT_READ, MAP_SHARED, fd, 0);
  if (page != MAP_FAILED) said = page;
  close(fd);
}

static int is_said(const char *word) {
  return said != NULL && strncmp((const char *)said, word, strlen(word)) == 0;
}

static int is_below(const char *path) {
  return path != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_fd_below(int fd) {
  char link[64], path[PATH_MAX + 1];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below(path);
}

static int refused(int is_there) {
  if (!is_there) return 0;
  errno = EROFS;
  return 1;
}
#define REFUSED(test) refused(is_said("read-only") && (test))
#define REALLY(name, type) ((type)dlsym(RTLD_NEXT, name))

static void wait_for_disk(int fd) {
  int low = 0, high = 0;
  if (!is_said("slow") || !is_fd_below(fd)) return;
  if (sscanf((const char *)said, "slow %d %d", &low, &high) != 2) return;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  long ms = low + (now.tv_nsec / 1000) % (high - low + 1);
  struct timespec pause = {ms / 1000, (ms % 1000) * 1000000};
  while (nanosleep(&pause, &pause) != 0 && errno == EINTR) continue;
}

int fsync(int fd) {
  wait_for_disk(fd);
  return REALLY("fsync", int (*)(int))(fd);
}
int fdatasync(int fd) {
  wait_for_disk(fd);
  return REALLY("fdatasync", int (*)(int))(fd);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  if (REFUSED(is_fd_below(fd))) return -1;
  return REALLY("write", ssize_t (*)(int, const void *, size_t))(fd, bytes, count);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (REFUSED(is_fd_below(fd))) return -1;
  return REALLY("writev", ssize_t (*)(int, const struct iovec *, int))(fd, parts, count);
}

#define PWRITE(name)                                                                        \
  ssize_t name(int fd, const void *bytes, size_t count, off_t at) {                         \
    if (REFUSED(is_fd_below(fd))) return -1;                                                \
    return REALLY(#name, ssize_t (*)(int, const void *, size_t, off_t))(fd, bytes, count, at); \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

#define PWRITEV(name)                                                                       \
  ssize_t name(int fd, const struct iovec *parts, int count, off_t at) {                    \
    if (REFUSED(is_fd_below(fd))) return -1;                                                \
    return REALLY(#name, ssize_t (*)(int, const struct iovec *, int, off_t))(fd, parts, count, at); \
  }
PWRITEV(pwritev)
PWRITEV(pwritev64)

#define TRUNCATE(name)                                         \
  int name(int fd, off_t length) {                             \
    if (REFUSED(is_fd_below(fd))) return -1;                   \
    return REALLY(#name, int (*)(int, off_t))(fd, length);     \
  }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

static int writes(int flags) {
  return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
}

#define OPEN(name)                                             \
  int name(const char *path, int flags, ...) {                 \
    va_list rest;                                              \
    va_start(rest, flags);                                     \
    mode_t mode = va_arg(rest, mode_t);                        \
    va_end(rest);                                              \
    if (REFUSED(writes(flags) && is_below(path))) return -1;   \
    return REALLY(#name, int (*)(const char *, int, ...))(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

int rename(const char *from, const char *to) {
  if (REFUSED(is_below(from) || is_below(to))) return -1;
  return REALLY("rename", int (*)(const char *, const char *))(from, to);
}
int unlink(const char *path) {
  if (REFUSED(is_below(path) && access(path, F_OK) == 0)) return -1;
  return REALLY("unlink", int (*)(const char *))(path);
}
int remove(const char *path) {
  if (REFUSED(is_below(path) && access(path, F_OK) == 0)) return -1;
  return REALLY("remove", int (*)(const char *))(path);
}
int mkdir(const char *path, mode_t mode) {
  if (REFUSED(is_below(path) && access(path, F_OK) != 0)) return -1;
  return REALLY("mkdir", int (*)(const char *, mode_t))(path, mode);
}
