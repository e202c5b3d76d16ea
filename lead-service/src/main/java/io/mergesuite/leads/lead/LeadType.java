package io.mergesuite.leads.lead;

/** What the person wants (LM-01). */
enum LeadType {
    RENT,
    BUY,
    SELL
}
