/**
 * Outbox, relay, consumer loop, inbox, dead letters, republish: how a service sends with its transactions and handles each
 * message once (SG-08); and the operations by which operators replay dead letters. The one place that touches a Kafka client.
 */
package io.mergesuite.messaging;
