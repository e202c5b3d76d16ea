/** Shops and their settings, which the other services hear of by {@code customer.shop-facts} (CU-09). */
package io.mergesuite.customers.shop;
