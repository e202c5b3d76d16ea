package io.mergesuite.systemtests.faults;

import io.mergesuite.localstack.Service;

/** What a fault run asks for: where it is posted, and by which mark in its own text it is found again in the tables. */
enum Kind {
    ORDER(Service.ORDER_SERVICE, "/v1/orders", """
            SELECT c.content #>> '{lines,0,sku}', o.id, o.first_customer_id
              FROM orders o JOIN order_content c ON c.order_id = o.id WHERE c.content #>> '{lines,0,sku}' LIKE 'ask-%'"""),
    INQUIRY(
            Service.ORDER_SERVICE,
            "/v1/inquiries",
            "SELECT subject, id, first_customer_id FROM inquiry WHERE subject LIKE 'ask-%'"),
    REVIEW(
            Service.ORDER_SERVICE,
            "/v1/reviews",
            "SELECT title, id, first_customer_id FROM review WHERE title LIKE 'ask-%'"),
    LEAD(
            Service.LEAD_SERVICE,
            "/v1/leads",
            "SELECT content ->> 'remarks', id, first_customer_id FROM lead WHERE content ->> 'remarks' LIKE 'ask-%'"),
    MERGE(Service.MERGE_ORCHESTRATOR, "/v1/merges", null),
    BATCH(Service.MERGE_ORCHESTRATOR, "/v1/merge-batches", null);

    private final Service service;
    private final String path;
    private final String marked;

    Kind(Service service, String path, String marked) {
        this.service = service;
        this.path = path;
        this.marked = marked;
    }

    Service service() {
        return service;
    }

    String path() {
        return path;
    }

    /** Whether it belongs to a customer; the others are merges. */
    boolean isRecord() {
        return marked != null;
    }

    /** All rows of this kind that a request has made: mark, id, first customer id. No constraint keeps a mark from standing twice. */
    String marked() {
        return marked;
    }
}
