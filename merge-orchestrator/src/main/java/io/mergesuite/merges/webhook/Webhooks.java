package io.mergesuite.merges.webhook;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of webhooks and their secrets. What writes runs in the caller's transaction. */
@ApplicationScoped
class Webhooks {

    /** Each event of the shop is written once for each of them. */
    static final int MOST = 20;

    /** Each signs every delivery. */
    static final int MOST_SECRETS = 5;

    private static final String WEBHOOK = """
            SELECT id, shop_id, url, event_types, description, enabled, gone, version, created_at, updated_at
              FROM webhook
            """;

    private final Db db;
    private final WebhookSettings settings;

    Webhooks(Db db, WebhookSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    /** A new webhook with its first secret; @throws Problem 422 if the shop has too many. */
    UUID insert(ShopId shop, WebhookRequest asked, Signature.Secret secret) {
        db.handle()
                .createQuery("SELECT true FROM pg_advisory_xact_lock(hashtext('webhook'), hashtext(:shop))")
                .bind("shop", shop.value())
                .mapTo(Boolean.class)
                .one();
        long present = db.handle()
                .createQuery("SELECT count(*) FROM webhook WHERE shop_id = :shop")
                .bind("shop", shop)
                .mapTo(Long.class)
                .one();
        if (present >= MOST) {
            throw new Problem(WebhookProblem.TOO_MANY_WEBHOOKS, "a shop has at most " + MOST + " webhooks");
        }
        UUID id = UuidCreator.getTimeOrderedEpochPlus1();
        db.handle()
                .createUpdate("""
                        INSERT INTO webhook (id, shop_id, url, event_types, description, enabled, created_at, updated_at)
                        VALUES (:id, :shop, :url, :events, :description, :enabled, now(), now())""")
                .bind("id", id)
                .bind("shop", shop)
                .bind("url", asked.url())
                .bindNamedArgumentFinder(events(asked))
                .bind("description", asked.description())
                .bind("enabled", asked.isEnabled())
                .execute();
        insertSecret(id, secret);
        return id;
    }

    private static Columns<String> events(WebhookRequest asked) {
        return Columns.of(asked.distinctEvents()).texts("events", event -> event);
    }

    private void insertSecret(UUID webhook, Signature.Secret secret) {
        db.handle()
                .createUpdate("""
                        INSERT INTO webhook_secret (id, webhook_id, secret, created_at)
                        VALUES (:id, :webhook, :secret, now())""")
                .bind("id", UuidCreator.getTimeOrderedEpochPlus1())
                .bind("webhook", webhook)
                .bind("secret", secret.bytes())
                .execute();
    }

    /** Replaces the secret of a locked webhook; the one before signs on for a while. @throws Problem 409 if too many do */
    void rotate(UUID webhook, Signature.Secret secret) {
        if (secrets(webhook).size() >= MOST_SECRETS) {
            throw new Problem(WebhookProblem.TOO_MANY_SECRETS, "at most " + MOST_SECRETS + " secrets sign at once");
        }
        db.handle()
                .createUpdate("""
                        UPDATE webhook_secret SET expires_at = now() + make_interval(secs => :overlap)
                         WHERE webhook_id = :webhook AND expires_at = 'infinity'""")
                .bind("overlap", settings.secretOverlap().toSeconds())
                .bind("webhook", webhook)
                .execute();
        insertSecret(webhook, secret);
    }

    /** Those that sign now, the newest first. */
    List<Signature.Secret> secrets(UUID webhook) {
        return db.read(handle -> handle.createQuery("""
                        SELECT secret FROM webhook_secret
                         WHERE webhook_id = :webhook AND expires_at > now() ORDER BY id DESC""")
                .bind("webhook", webhook)
                .map((row, context) -> new Signature.Secret(row.getBytes(1)))
                .list());
    }

    Optional<Webhook> find(UUID id) {
        return db.read(handle -> handle.createQuery(WEBHOOK + "WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> webhook(row))
                .findOne());
    }

    /** The same, locked. */
    Optional<Webhook> lock(UUID id) {
        return db.handle()
                .createQuery(WEBHOOK + "WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", id)
                .map((row, context) -> webhook(row))
                .findOne();
    }

    /** Newest first; only older ones than {@code before} unless that is null. */
    List<Webhook> list(Collection<ShopId> shops, UUID before, int limit) {
        return db.read(handle -> handle.createQuery(WEBHOOK + """
                        WHERE shop_id = ANY (:shops) AND id < coalesce(:before, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
                        ORDER BY id DESC LIMIT :limit""")
                .bindNamedArgumentFinder(Columns.of(shops).texts("shops", ShopId::value))
                .bindByType("before", before, UUID.class)
                .bind("limit", limit)
                .map((row, context) -> webhook(row))
                .list());
    }

    /** Writes a locked webhook anew. That someone sets it anew says that it is there again. */
    void update(UUID id, WebhookRequest asked) {
        db.handle()
                .createUpdate("""
                        UPDATE webhook SET url = :url, event_types = :events, description = :description,
                               enabled = :enabled, gone = gone AND NOT :enabled, version = version + 1, updated_at = now()
                         WHERE id = :id""")
                .bind("id", id)
                .bind("url", asked.url())
                .bindNamedArgumentFinder(events(asked))
                .bind("description", asked.description())
                .bind("enabled", asked.isEnabled())
                .execute();
    }

    /** The receiver at this URL wants no more, unless the webhook has another URL by now. */
    void gone(UUID id, String url) {
        db.handle().createUpdate("""
                        UPDATE webhook SET enabled = false, gone = true, version = version + 1, updated_at = now()
                         WHERE id = :id AND url = :url AND enabled""").bind("id", id).bind("url", url).execute();
    }

    /** Takes it away with its secrets and its log. */
    void delete(UUID id) {
        db.handle()
                .createUpdate("DELETE FROM webhook_delivery WHERE webhook_id = :id")
                .bind("id", id)
                .execute();
        db.handle()
                .createUpdate("DELETE FROM webhook WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /** Forgets the secrets that sign no more. */
    void purgeSecrets() {
        db.handle()
                .createUpdate("DELETE FROM webhook_secret WHERE expires_at <= now()")
                .execute();
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                row.getString("url"),
                Arrays.asList((String[]) row.getArray("event_types").getArray()),
                row.getString("description"),
                row.getBoolean("enabled"),
                row.getBoolean("gone"),
                row.getLong("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
