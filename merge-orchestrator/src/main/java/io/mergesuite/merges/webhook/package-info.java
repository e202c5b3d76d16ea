/** Webhooks: the public events of merges, signed and sent to whom a shop names (API-12, CM-21, CM-23). */
package io.mergesuite.merges.webhook;
