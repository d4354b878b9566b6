/* The wall clock, ahead by as many milliseconds as stand in a file, eight bytes in the machine's order. All other
   clocks are the machine's. Loaded before the C library; without the variable it changes nothing. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead;

__attribute__((constructor)) static void find(void) {
    const char *path = getenv("TALKO_TEST_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) ahead = page;
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *at) {
    int failed = (int)syscall(SYS_clock_gettime, clock, at);
    if (!failed && clock == CLOCK_REALTIME && ahead) {
        int64_t ms = *ahead, whole = ms / 1000, part = ms % 1000;
        at->tv_sec += whole;
        at->tv_nsec += part * 1000000;
        if (at->tv_nsec < 0) { at->tv_nsec += 1000000000; at->tv_sec -= 1; }
        if (at->tv_nsec >= 1000000000) { at->tv_nsec -= 1000000000; at->tv_sec += 1; }
    }
    return failed;
}
