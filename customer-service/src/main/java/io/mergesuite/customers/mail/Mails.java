package io.mergesuite.customers.mail;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.Owner;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;

/** The stored mails. Who writes has locked the owner. */
@ApplicationScoped
class Mails {

    private final Db db;

    Mails(Db db) {
        this.db = db;
    }

    /** Empty if the externalRef is taken. */
    Optional<Mail> note(Owner owner, MailRequest request, Instant sentAt) {
        return db.handle()
                .createQuery("""
                        INSERT INTO mail (id, shop_id, customer_id, first_customer_id, sent_at, subject, template, address, external_ref)
                        VALUES (:id, :shop, :owner, :owner, :sent, :subject, :template, :address, :ref)
                        ON CONFLICT (shop_id, external_ref) WHERE external_ref IS NOT NULL DO NOTHING
                        RETURNING *""")
                // So the order of ids is the order in which they were sent.
                .bind("id", UuidCreator.getTimeOrderedEpoch(sentAt))
                .bind("shop", owner.shop())
                .bind("owner", owner.id())
                .bind("sent", sentAt)
                .bind("subject", request.subject())
                .bind("template", request.template())
                .bind("address", request.address())
                .bind("ref", request.externalRef())
                .map(mail(owner))
                .findOne();
    }

    /** Newest first. */
    List<Mail> list(Owner owner, UUID before, int most) {
        return db.read(handle -> handle.createQuery("""
                        SELECT * FROM mail
                         WHERE customer_id = :owner AND (CAST(:before AS uuid) IS NULL OR id < :before)
                         ORDER BY id DESC LIMIT :most""")
                .bind("owner", owner.id())
                .bind("before", before)
                .bind("most", most)
                .map(mail(owner))
                .list());
    }

    private static RowMapper<Mail> mail(Owner owner) {
        return (row, context) -> new Mail(
                row.getObject("id", UUID.class),
                owner.id(),
                owner.former(new CustomerId(row.getObject("first_customer_id", UUID.class))),
                row.getObject("sent_at", OffsetDateTime.class).toInstant(),
                row.getString("subject"),
                row.getString("template"),
                row.getString("address"),
                row.getString("external_ref"));
    }
}
