// Preloaded into the programs of the handbook's stage: their wall clock is STAGE_CLOCK seconds ahead of the machine's.
// Not libfaketime, which never gets past the first allocation of Debian's Redis (jemalloc asks for the time meanwhile).
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long ahead_s(void) {
  const char* told = getenv("STAGE_CLOCK");
  return told == NULL ? 0 : atoll(told);
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  const int status = (int)syscall(SYS_clock_gettime, clock, now);
  if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += ahead_s();
  return status;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
  (void)zone;
  struct timespec exact;
  if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t* kept) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  if (kept != NULL) *kept = now.tv_sec;
  return now.tv_sec;
}
