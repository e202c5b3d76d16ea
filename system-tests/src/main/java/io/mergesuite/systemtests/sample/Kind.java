package io.mergesuite.systemtests.sample;

import io.mergesuite.localstack.Service;

/** The kinds of records of the sample, in the order in which they go in. */
public enum Kind {
    CUSTOMERS("customers", Service.CUSTOMER_SERVICE, "/v1/customers/imports"),
    ORDERS("orders", Service.ORDER_SERVICE, "/v1/orders/imports"),
    SUBSCRIPTIONS("subscriptions", Service.ORDER_SERVICE, "/v1/subscriptions/imports"),
    REVIEWS("reviews", Service.ORDER_SERVICE, "/v1/reviews/imports"),
    INQUIRIES("inquiries", Service.ORDER_SERVICE, "/v1/inquiries/imports"),
    LEADS("leads", Service.LEAD_SERVICE, "/v1/leads/imports"),
    BLACKLIST("blacklist", Service.BLACKLIST_SERVICE, "/v1/blacklist/entries/imports");

    private final String word;
    private final Service service;
    private final String path;

    Kind(String word, Service service, String path) {
        this.word = word;
        this.service = service;
        this.path = path;
    }

    /** Its name for people and files. */
    public String word() {
        return word;
    }

    /** Who imports it. */
    public Service service() {
        return service;
    }

    public String path() {
        return path;
    }
}
