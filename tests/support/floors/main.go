// SPDX-License-Identifier: Apache-2.0

// Floors calls what makes a program newer than its floor behind its author's back; see
// calls.c and parts.cpp.
package main

// #cgo CFLAGS: -D_FILE_OFFSET_BITS=64 -D_GNU_SOURCE
// #cgo CXXFLAGS: -std=c++17
// #cgo LDFLAGS: -lstdc++ -lm -lpthread
// #include "calls.h"
import "C"

import (
	"fmt"
	"net"
	"os"
	"os/user"
)

func main() {
	failed := false
	for kind, answer := range map[string]*C.char{
		"C":   C.first_failing_call(),
		"own": C.first_failing_own(),
		"C++": C.first_failing_part(),
	} {
		if name := C.GoString(answer); name != "" {
			fmt.Println(kind, name, "failed")
			failed = true
		}
	}
	// net and os/user bring their own calls of libc and libresolv.
	_, _ = net.LookupHost("localhost")
	_, _ = user.Current()
	if failed {
		os.Exit(1)
	}
	fmt.Println("all calls answered")
}
