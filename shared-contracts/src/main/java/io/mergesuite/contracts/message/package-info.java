/** Every kind of message on Kafka, by its name on the wire. */
package io.mergesuite.contracts.message;
