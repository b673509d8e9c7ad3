// SPDX-License-Identifier: Apache-2.0

// Modes is a program or a library, as the build mode has it.
package main

// #cgo CXXFLAGS: -fvisibility=hidden
// #include "answer.h"
import "C"

import "fmt"

//export Answer
func Answer() C.int { return C.answer() }

func main() { fmt.Println("the program answers", Answer()) }
