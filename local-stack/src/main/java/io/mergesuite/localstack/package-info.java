/**
 * Everything on one machine with nothing installed but a JDK: PostgreSQL, Kafka and the five services, each a process of its
 * own under one supervisor; the same PostgreSQL and Kafka for the tests of every module; the key pair and the tokens made with it.
 */
package io.mergesuite.localstack;
