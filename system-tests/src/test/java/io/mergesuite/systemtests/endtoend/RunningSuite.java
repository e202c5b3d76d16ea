package io.mergesuite.systemtests.endtoend;

import io.mergesuite.localstack.Permissions;
import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.Stack;
import io.mergesuite.localstack.StackLayout;
import io.mergesuite.systemtests.oracle.Oracle;
import io.mergesuite.systemtests.suite.Databases;
import io.mergesuite.systemtests.suite.FreePorts;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole suite, started once for all test classes from the programs that the build has made, in a folder of its own and on free
 * ports. Every answer that a caller of it gets is held against the service's OpenAPI document. A test class gets it by {@code @ExtendWith(RunningSuite.Extension.class)} and a parameter of its constructor; it ends with
 * the last test class.
 */
final class RunningSuite implements AutoCloseable {

    /** A property that makes the tests use the suite that {@code ./suite start} runs here: for who writes them and is in a hurry. */
    private static final String ATTACH = "suite.test.attach";

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int LINES_OF_A_LOG = 40;

    private final StackLayout layout;
    private final Documents documents;
    private final Closing closing;

    private RunningSuite(StackLayout layout, Closing closing) {
        this.layout = layout;
        this.documents = new Documents(layout);
        this.closing = closing;
    }

    /** What ends with the last test class. */
    private interface Closing {
        void close() throws IOException;
    }

    /** Hands the running suite to test classes. */
    static final class Extension implements ParameterResolver {

        private static final ExtensionContext.Namespace NAMESPACE =
                ExtensionContext.Namespace.create(RunningSuite.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RunningSuite.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot().getStore(NAMESPACE).computeIfAbsent(RunningSuite.class, ignored -> start());
        }
    }

    private static RunningSuite start() {
        Path folder = null;
        try {
            if (Boolean.getBoolean(ATTACH)) {
                return new RunningSuite(StackLayout.of(System.getenv()), () -> {});
            }
            folder = Files.createTempDirectory(
                    "merge-suite-",
                    // Root's PostgreSQL may have to run as another user, who must find its way to its files.
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
            Stack stack = Stack.start(new StackLayout(folder, FreePorts.first()), false, System.out::println);
            Path stored = folder;
            return new RunningSuite(stack.layout(), () -> {
                stack.close();
                delete(stored);
            });
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("The suite does not start: " + e.getMessage() + logs(folder), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the suite started", e);
        }
    }

    StackLayout layout() {
        return layout;
    }

    /** What the running services say of themselves. */
    Documents documents() {
        return documents;
    }

    Databases databases() {
        return new Databases(layout());
    }

    /** What does not hold of the SG rules over the whole base; to be asked when no merge is under way. */
    Oracle oracle() {
        return new Oracle(databases());
    }

    /** A caller with all permissions in these shops. */
    SuiteClient caller(String... shops) {
        return bearer(token(shops));
    }

    /** A caller with these permissions alone. */
    SuiteClient callerWith(Collection<String> permissions, String... shops) {
        return bearer(layout().mint("system-tests", List.of(shops), permissions, inAnHour()));
    }

    /** A caller with a token that was good until a minute ago. */
    SuiteClient expired(String... shops) {
        return bearer(layout().mint(
                        "system-tests",
                        List.of(shops),
                        Permissions.ALL,
                        Instant.now().minusSeconds(60)));
    }

    /** A caller with this token; empty: with none. */
    SuiteClient bearer(String token) {
        return new SuiteClient(layout(), token, TIMEOUT, documents);
    }

    String token(String... shops) {
        return layout().mint("system-tests", List.of(shops), Permissions.ALL, inAnHour());
    }

    private static Instant inAnHour() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static String logs(Path folder) {
        if (folder == null) {
            return "";
        }
        StringBuilder tails = new StringBuilder();
        Stream.concat(
                        Stream.of("postgresql", "kafka"),
                        Stream.of(Service.values()).map(Service::id))
                .forEach(part -> tails.append(tail(part, folder.resolve("logs").resolve(part + ".log"))));
        return tails.toString();
    }

    private static String tail(String part, Path log) {
        if (!Files.exists(log)) {
            return "";
        }
        try {
            List<String> lines = Files.readAllLines(log);
            return "\n--- " + part + "\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_A_LOG), lines.size()));
        } catch (IOException e) {
            return "\n--- " + part + ": " + e.getMessage();
        }
    }
}
