/** What this service knows of others' facts. */
package io.mergesuite.leads.facts;
