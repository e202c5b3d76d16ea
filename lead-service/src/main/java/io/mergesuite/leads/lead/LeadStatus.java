package io.mergesuite.leads.lead;

/** How far the follow-up is. */
enum LeadStatus {
    NEW,
    IN_PROGRESS,
    WON,
    LOST
}
