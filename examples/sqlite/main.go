// SPDX-License-Identifier: Apache-2.0

// Sqlite writes a database file and reads it back through mattn/go-sqlite3, which
// compiles the whole of SQLite as C: the most common reason for a Go program to need
// cgo, and with it a C library of the right age.
package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	sqlite3 "github.com/mattn/go-sqlite3"
)

func main() {
	folder, err := os.MkdirTemp("", "sqlite-")
	if err == nil {
		defer os.RemoveAll(folder)
		err = writeAndRead(filepath.Join(folder, "shop.db"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sqlite:", err)
		os.Exit(1)
	}
}

func writeAndRead(path string) error {
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec(`create table parts (name text, count integer)`); err != nil {
		return err
	}
	for i, name := range []string{"bolt", "nut", "washer"} {
		if _, err := db.Exec(`insert into parts values (?, ?)`, name, 10*(i+1)); err != nil {
			return err
		}
	}
	var kinds, total int
	row := db.QueryRow(`select count(*), sum(count) from parts`)
	if err := row.Scan(&kinds, &total); err != nil {
		return err
	}
	version, _, _ := sqlite3.Version()
	fmt.Printf("sqlite %s: %d kinds of parts, %d in all\n", version, kinds, total)
	return nil
}
