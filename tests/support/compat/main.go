// SPDX-License-Identifier: Apache-2.0

// Prints what each function answers that the compat archive replaces: the same text for the
// original and for the replacement.
package main

// #cgo CFLAGS: -D_GNU_SOURCE -D_CROSSROOT_ALL_FUNCTIONS
// #cgo LDFLAGS: -lm
// #include "answers.h"
import "C"

func main() {
	C.say_calls()
	C.say_files()
	C.say_processes()
	C.say_texts()
	C.say_conversions()
	C.say_numbers()
	C.say_bits()
	C.say_threads()
	C.say_moved()
	C.say_stops()
}
