// SPDX-License-Identifier: Apache-2.0

// Journal asks systemd's journal for its own last words through coreos/go-systemd, which
// compiles against libsystemd's headers and opens the library at run time, by dlopen: the
// program needs none to start, and says so where there is none. The recipe names
// libsystemd-dev for the headers alone.
package main

import (
	"fmt"
	"os"

	"github.com/coreos/go-systemd/v22/sdjournal"
)

func main() {
	journal, err := sdjournal.NewJournal()
	if err != nil {
		fmt.Println("no journal here:", err)
		return
	}
	defer journal.Close()
	bytes, err := journal.GetUsage()
	if err != nil {
		fmt.Fprintln(os.Stderr, "journal:", err)
		os.Exit(1)
	}
	fmt.Println("journal of", bytes, "bytes")
}
