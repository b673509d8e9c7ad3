// SPDX-License-Identifier: Apache-2.0

// Cxx calls a small C++17 library through cgo: exceptions that cross its functions,
// iostream, std::thread and std::filesystem. libstdc++ and libgcc are linked statically,
// so the output needs neither on the machine that runs it.
package main

// #cgo CXXFLAGS: -std=c++17
// #include "words.h"
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

func main() {
	folder, err := os.MkdirTemp("", "cxx-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "cxx:", err)
		os.Exit(1)
	}
	defer os.RemoveAll(folder)

	words, err := countWords(folder)
	if err != nil {
		fmt.Fprintln(os.Stderr, "cxx:", err)
		os.Exit(1)
	}
	fmt.Printf("c++: %d words counted on 4 threads\n", words)

	_, err = countWords(folder + "/missing")
	fmt.Printf("c++: exception caught: %v\n", err != nil)
}

func countWords(folder string) (int, error) {
	path := C.CString(folder)
	defer C.free(unsafe.Pointer(path))
	var message [256]C.char
	count := C.words_count(path, &message[0], C.size_t(len(message)))
	if count < 0 {
		return 0, fmt.Errorf("%s", C.GoString(&message[0]))
	}
	return int(count), nil
}
