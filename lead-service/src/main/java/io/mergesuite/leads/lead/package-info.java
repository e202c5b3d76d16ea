/** Leads: what came in, stored under the customer it belongs to, listed and imported. */
package io.mergesuite.leads.lead;
