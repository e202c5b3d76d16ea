package io.mergesuite.api;

import java.util.List;

/**
 * One page of a list (API-06).
 *
 * @param next the cursor of the following page, null on the last
 */
public record Page<T>(List<T> items, String next) {

    public Page {
        items = List.copyOf(items);
    }
}
