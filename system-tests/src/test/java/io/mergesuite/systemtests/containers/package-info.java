/** docker-compose.yml: what can be known of it without a container engine. */
package io.mergesuite.systemtests.containers;
