/** What crosses a border between services: records only. Here the ids and words that all have in common. */
package io.mergesuite.contracts;
