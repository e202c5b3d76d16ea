package io.mergesuite.api;

import io.agroal.api.AgroalDataSource;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;

/** A resource as the services write theirs; the tests send it all that can go wrong. */
@Path("/v1/things")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class Things {

    /** A worker that a test holds between the work and its answer. */
    static final Map<String, Gate> GATES = new ConcurrentHashMap<>();

    static final AtomicInteger JOB_STEP = new AtomicInteger();

    record Gate(CountDownLatch reached, CountDownLatch open) {
        Gate() {
            this(new CountDownLatch(1), new CountDownLatch(1));
        }
    }

    private final Jdbi db;
    private final Caller caller;
    private final IdempotentRequest idempotent;
    private final JobEvents events;

    Things(AgroalDataSource dataSource, Caller caller, IdempotentRequest idempotent, JobEvents events) {
        this.db = Jdbi.create(dataSource).setTransactionHandler(new CMTTransactionHandler());
        this.caller = caller;
        this.idempotent = idempotent;
        this.events = events;
    }

    @POST
    @RolesAllowed("things:write")
    @Idempotent
    @Operation(operationId = "createThing", summary = "Make a thing")
    public Response create(@Valid Thing.NewThing given) {
        return insert(given, 201);
    }

    @POST
    @Path("required")
    @RolesAllowed("things:write")
    @Idempotent(required = true)
    @BodyLimit(BodyLimit.BATCH)
    @Operation(operationId = "createThingWithKey", summary = "Make a thing under a key")
    public Response createWithKey(@Valid Thing.NewThing given) {
        return insert(given, 201);
    }

    @POST
    @Path("jobs")
    @RolesAllowed("things:write")
    @Idempotent(required = true, replay = Idempotent.Replay.PRESENT_STATE)
    public Response startJob(@Valid Thing.NewThing given) {
        return idempotent
                .replayOf()
                .map(id -> Created.at("/v1/things/jobs/" + id, null, Map.of("id", id, "state", "LATER")))
                .orElseGet(() -> {
                    String id = UUID.randomUUID().toString();
                    QuarkusTransaction.requiringNew()
                            .run(() -> idempotent.answered(201, "/v1/things/jobs/" + id, null));
                    return Created.at("/v1/things/jobs/" + id, null, Map.of("id", id, "state", "FIRST"));
                });
    }

    @POST
    @Path("imports")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @RolesAllowed("things:write")
    @Idempotent(required = true, streamed = true)
    @BodyLimit(BodyLimit.IMPORT)
    public Response load(InputStream body) throws IOException, NoSuchAlgorithmException {
        MessageDigest hash = MessageDigest.getInstance("SHA-256");
        long bytes = new DigestInputStream(body, hash).transferTo(java.io.OutputStream.nullOutputStream());
        return idempotent
                .claim(caller.shopOr(null), hash.digest())
                .map(id -> Created.at("/v1/things/imports/" + id, null, Map.of("id", id)))
                .orElseGet(() -> {
                    String id = UUID.randomUUID().toString();
                    QuarkusTransaction.requiringNew()
                            .run(() -> idempotent.answered(201, "/v1/things/imports/" + id, null));
                    return Created.at("/v1/things/imports/" + id, null, Map.of("id", id, "bytes", bytes));
                });
    }

    private Response insert(Thing.NewThing given, int status) {
        ShopId shop = caller.shopOr(given.shopId());
        UUID id = UUID.randomUUID();
        var thing = new Thing(id, shop, given.name(), null, given.at());
        QuarkusTransaction.requiringNew().run(() -> {
            db.useHandle(handle -> handle.execute(
                    "INSERT INTO thing (id, shop, name) VALUES (?, ?, ?)", id, shop.value(), given.name()));
            if (given.name().startsWith("wait:")) {
                pass(given.name());
            }
            if (given.name().startsWith("fail:")) {
                throw new IllegalStateException("secret of the inside");
            }
            idempotent.answered(status, "/v1/things/" + id, thing);
            if (given.name().startsWith("late-fail:")) {
                throw new Problem(CommonProblem.CONFLICT, "after the answer was written");
            }
        });
        return Created.at("/v1/things/" + id, EntityTag.of(0), thing);
    }

    /** Only the first who comes waits. */
    private static void pass(String name) {
        Gate gate = GATES.remove(name);
        if (gate == null) {
            return;
        }
        gate.reached().countDown();
        try {
            if (!gate.open().await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the gate");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @GET
    @Path("{id}")
    @RolesAllowed("things:read")
    @Operation(operationId = "readThing", summary = "Read a thing")
    public Response read(@PathParam("id") CustomerId id, @Context HttpHeaders headers) {
        Row row = find(id, "");
        return EntityTag.of(row.version()).answer(headers, row.thing());
    }

    @PATCH
    @Path("{id}")
    @RolesAllowed("things:write")
    @Operation(operationId = "changeThing", summary = "Change a thing")
    public Response change(@PathParam("id") CustomerId id, @Valid Thing.NewThing given, @Context HttpHeaders headers) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Row row = find(id, " FOR UPDATE");
            EntityTag.of(row.version()).requireMatch(headers);
            db.useHandle(handle -> handle.execute(
                    "UPDATE thing SET name = ?, version = version + 1 WHERE id = ?", given.name(), id.value()));
            return EntityTag.of(row.version() + 1).answer(headers, find(id, "").thing());
        });
    }

    @GET
    @RolesAllowed("things:read")
    @Operation(operationId = "listThings", summary = "List things")
    public Page<Thing> list(
            @QueryParam("name") String name, @QueryParam("colour") Thing.Colour colour, @BeanParam PageRequest page) {
        List<UUID> after =
                page.after().orElse(List.of()).stream().map(UUID::fromString).toList();
        List<Thing> found = db.withHandle(handle -> handle.createQuery(
                        "SELECT * FROM thing WHERE shop = ANY (:shops) AND (:name::text IS NULL OR name = :name)"
                                + " AND (:after::uuid IS NULL OR id > :after::uuid) ORDER BY id LIMIT :limit")
                .bindArray(
                        "shops",
                        String.class,
                        caller.shops().stream().map(ShopId::value).toList())
                .bind("name", name)
                .bind("after", after.isEmpty() ? null : after.getFirst())
                .bind("limit", page.limit() + 1)
                .map((row, context) -> new Thing(
                        row.getObject("id", UUID.class),
                        new ShopId(row.getString("shop")),
                        row.getString("name"),
                        null,
                        null))
                .list());
        return page.of(found, thing -> List.of(thing.id().toString()), thing -> thing);
    }

    @GET
    @Path("waits")
    @RolesAllowed("things:read")
    public Map<String, Long> waits(@Context HttpHeaders headers) {
        return Map.of("seconds", PreferredWait.of(headers).toSeconds());
    }

    @GET
    @Path("numbers")
    @RolesAllowed("things:read")
    public Map<String, Object> numbers(
            @QueryParam("number") Integer number,
            @QueryParam("yes") Boolean yes,
            @QueryParam("shop") List<ShopId> shops) {
        return Map.of("shops", shops.size());
    }

    @GET
    @Path("events/{job}")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @RolesAllowed("things:read")
    public Multi<OutboundSseEvent> events(@PathParam("job") String job, @Context HttpHeaders headers) {
        return events.stream(headers, seen -> {
            if (job.equals("broken")) {
                throw new IllegalStateException("secret of the inside");
            }
            int step = JOB_STEP.get();
            return new JobChanges(
                    LongStream.rangeClosed(seen + 1, step)
                            .mapToObj(id -> new JobEvent(id, "state", Map.of("step", id)))
                            .toList(),
                    step >= 3);
        });
    }

    @GET
    @Path("broken")
    @RolesAllowed("things:read")
    public String broken(@QueryParam("how") String how) throws Exception {
        return switch (how) {
            case "null" -> how.substring(100);
            case "error" -> throw new StackOverflowError("secret of the inside");
            case "sql-away" -> throw new IllegalStateException(new SQLException("secret of the inside", "57P01"));
            case "sql-bug" -> throw new SQLException("secret of the inside", "42P01");
            case "deadlock" -> throw new SQLException("secret of the inside", "40P01");
            default ->
                db.withHandle(handle -> handle.createQuery("SELECT :a")
                        .bind("a", "\0")
                        .mapTo(String.class)
                        .one());
        };
    }

    @GET
    @Path("unannotated")
    public String nobody() {
        return "never";
    }

    private Row find(CustomerId id, String lock) {
        return db.withHandle(handle -> handle.createQuery("SELECT * FROM thing WHERE id = :id" + lock)
                        .bind("id", id.value())
                        .map((row, context) -> new Row(
                                new Thing(
                                        id.value(),
                                        new ShopId(row.getString("shop")),
                                        row.getString("name"),
                                        null,
                                        null),
                                row.getLong("version")))
                        .findOne())
                .filter(row -> caller.sees(row.thing().shopId()))
                .orElseThrow(() -> new Problem(CommonProblem.NOT_FOUND, "there is no thing " + id));
    }

    private record Row(Thing thing, long version) {}
}
