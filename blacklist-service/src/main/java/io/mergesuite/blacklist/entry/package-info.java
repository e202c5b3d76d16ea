/** Blacklist entries: stored under the customer they are about, listed and imported. */
package io.mergesuite.blacklist.entry;
