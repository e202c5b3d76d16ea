/** The Kafka topics: their names, and how long they keep what. */
package io.mergesuite.contracts.topic;
