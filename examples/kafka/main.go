// SPDX-License-Identifier: Apache-2.0

// Kafka makes a producer with confluent-kafka-go, whose module carries librdkafka as a
// prebuilt archive. That archive was compiled where C11 threads were part of the C
// library, so an ordinary link asks for glibc 2.28; no flag of this program's own can
// change what is inside it.
package main

import (
	"fmt"
	"os"

	"github.com/confluentinc/confluent-kafka-go/v2/kafka"
)

func main() {
	_, version := kafka.LibraryVersion()
	fmt.Println("librdkafka", version)
	producer, err := kafka.NewProducer(&kafka.ConfigMap{
		"bootstrap.servers": "localhost:1",
		"log_level":         0,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "kafka:", err)
		os.Exit(1)
	}
	fmt.Println("producer", producer)
	producer.Close()
}
