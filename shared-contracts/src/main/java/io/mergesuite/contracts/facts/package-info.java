/** What a service tells of its records unasked, on compacted topics; a copy of it decides nothing that must be right. */
package io.mergesuite.contracts.facts;
