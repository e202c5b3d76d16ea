/** How records are read back: lists with their filters and cursors, and columns of JSON. */
package io.mergesuite.merging.storage;
