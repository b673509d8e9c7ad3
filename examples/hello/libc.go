// SPDX-License-Identifier: Apache-2.0

package main

/*
#cgo CFLAGS: -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64
#cgo LDFLAGS: -lm -lpthread -lrt

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
static const char *libc_version(void) { return gnu_get_libc_version(); }
#else // musl says its version to people only
static const char *libc_version(void) { return "that is no glibc"; }
#endif

static double round_trip(double x) { return pow(exp(log(x)), 1.0); }

// -1 with errno set, else how many bytes arrived.
static long fill_random(unsigned char *out, size_t size) {
  return (long)getrandom(out, size, 0);
}

// 1 if the monotonic clock does not go back, 0 if it does, -1 on an error.
static int clock_advances(void) {
  struct timespec a, b;
  if (clock_gettime(CLOCK_MONOTONIC, &a) != 0 || clock_gettime(CLOCK_MONOTONIC, &b) != 0)
    return -1;
  return b.tv_sec > a.tv_sec || (b.tv_sec == a.tv_sec && b.tv_nsec >= a.tv_nsec);
}

struct tally {
  pthread_mutex_t lock;
  long sum;
  int rounds;
};

static void *count(void *argument) {
  struct tally *tally = argument;
  for (int i = 0; i < tally->rounds; i++) {
    pthread_mutex_lock(&tally->lock);
    tally->sum++;
    pthread_mutex_unlock(&tally->lock);
  }
  return NULL;
}

static long sum_on_threads(int threads, int rounds) {
  struct tally tally = {.sum = 0, .rounds = rounds};
  pthread_t ids[64];
  int started = 0, failure = 0;
  pthread_mutex_init(&tally.lock, NULL);
  while (started < threads && started < 64) {
    failure = pthread_create(&ids[started], NULL, count, &tally);
    if (failure != 0)
      break;
    started++;
  }
  for (int i = 0; i < started; i++)
    pthread_join(ids[i], NULL);
  pthread_mutex_destroy(&tally.lock);
  if (failure != 0) {
    errno = failure;
    return -1;
  }
  return tally.sum;
}

// With 64-bit offsets the headers of glibc 2.28 and later turn fcntl into fcntl64,
// which older libraries lack.
static int lock_at(int descriptor, long long offset) {
  struct flock region = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = offset, .l_len = 1};
  return fcntl(descriptor, F_SETLK, &region);
}
*/
import "C"

import (
	"os"
	"unsafe"
)

func libcVersion() string { return C.GoString(C.libc_version()) }

func roundTrip(x float64) float64 { return float64(C.round_trip(C.double(x))) }

func randomBytes(size int) ([]byte, error) {
	out := make([]byte, size)
	n, err := C.fill_random((*C.uchar)(unsafe.Pointer(&out[0])), C.size_t(size))
	if n < 0 {
		return nil, err
	}
	return out[:n], nil
}

func monotonicAdvances() (bool, error) {
	answer, err := C.clock_advances()
	if answer < 0 {
		return false, err
	}
	return answer == 1, nil
}

func sumOnThreads(threads, rounds int) (int, error) {
	sum, err := C.sum_on_threads(C.int(threads), C.int(rounds))
	if sum < 0 {
		return 0, err
	}
	return int(sum), nil
}

func lockBeyond4GiB() error {
	file, err := os.CreateTemp("", "hello-")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if answer, err := C.lock_at(C.int(file.Fd()), 5<<30); answer != 0 {
		return err
	}
	return nil
}
