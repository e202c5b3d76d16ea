/** What this service knows of others' facts. */
package io.mergesuite.blacklist.facts;
