/** What the records of this service are made of: persons as typed, lines, amounts. Plain rules, no framework. */
package io.mergesuite.orders.content;
