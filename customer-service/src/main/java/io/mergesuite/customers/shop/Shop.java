package io.mergesuite.customers.shop;

import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.normalisation.PhoneRules;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A shop with its settings (CU-09). It begins with the first PUT of them, and never ends. */
@Entity
@Table(name = "shop")
class Shop extends PanacheEntityBase {

    /** Requests that have read the rules before they changed have ended by then, so that the new keys reach their customers too. */
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);

    @Id
    String id;

    String name;

    @Column(name = "time_zone")
    String timeZone;

    String region;
    String language;
    String currency;

    @Column(name = "replace_leading_8")
    String replaceLeading8;

    @Column(name = "manual_merge")
    boolean manualMerge;

    /** When the keys of the shop's customers are to be made anew, and up to whom they are; null when they fit the rules. */
    @Column(name = "rekey_at")
    Instant rekeyAt;

    @Column(name = "rekeyed_to")
    UUID rekeyedTo;

    /** Counts the changes; not Hibernate's own, as the row is locked before it is changed. */
    long version;

    void change(ShopSettings settings, Instant now) {
        PhoneRules before = phoneRules();
        name = settings.name();
        timeZone = settings.timeZone();
        region = settings.region();
        language = settings.language();
        currency = settings.currency();
        replaceLeading8 = settings.replaceLeading8();
        manualMerge = settings.manualMergeOr(true);
        version++;
        if (!phoneRules().equals(before)) {
            rekeyAt = now.plus(LONGEST_REQUEST);
            rekeyedTo = new UUID(0, 0);
        }
    }

    PhoneRules phoneRules() {
        return new PhoneRules(region, replaceLeading8 == null ? null : replaceLeading8.charAt(0));
    }

    ShopFacts facts() {
        return new ShopFacts(new ShopId(id), version, name, timeZone, region, language, currency);
    }
}
