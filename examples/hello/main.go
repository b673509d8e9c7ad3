// SPDX-License-Identifier: Apache-2.0

// Hello asks the C library for what real programs ask of it: numbers, random bytes,
// clocks, threads, file locks with large offsets, and through Go's own packages the
// resolver and the user database. Built by an ordinary compiler on a new distribution,
// several of these alone would keep it from starting on an older one.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"os/user"
	"runtime"
)

func main() {
	version := flag.Bool("version", false, "print the version and stop")
	flag.Parse()
	if *version {
		fmt.Println("hello 1.0")
		return
	}
	if err := report(); err != nil {
		fmt.Fprintln(os.Stderr, "hello:", err)
		os.Exit(1)
	}
}

func report() error {
	fmt.Printf("hello from %s/%s, libc %s\n", runtime.GOOS, runtime.GOARCH, libcVersion())
	fmt.Printf("exp(log(17)) = %.6f\n", roundTrip(17))
	random, err := randomBytes(16)
	if err != nil {
		return fmt.Errorf("getrandom: %w", err)
	}
	fmt.Printf("random bytes: %d, all zero: %v\n", len(random), allZero(random))
	elapsed, err := monotonicAdvances()
	if err != nil {
		return fmt.Errorf("clock_gettime: %w", err)
	}
	fmt.Printf("monotonic clock advances: %v\n", elapsed)
	sum, err := sumOnThreads(8, 1000)
	if err != nil {
		return fmt.Errorf("pthread_create: %w", err)
	}
	fmt.Printf("8 threads counted to %d\n", sum)
	if err := lockBeyond4GiB(); err != nil {
		return fmt.Errorf("fcntl: %w", err)
	}
	fmt.Println("lock beyond 4 GiB: ok")
	addresses, err := net.LookupHost("localhost")
	fmt.Printf("localhost: %v (%v)\n", addresses, errorText(err))
	self, err := user.LookupId(fmt.Sprint(os.Getuid()))
	if err == nil {
		fmt.Printf("user: %s\n", self.Username)
	} else {
		fmt.Printf("user: none for uid %d\n", os.Getuid())
	}
	return nil
}

func errorText(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}

func allZero(bytes []byte) bool {
	for _, b := range bytes {
		if b != 0 {
			return false
		}
	}
	return true
}
