package io.mergesuite.localstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server of our own in a folder, on 127.0.0.1, with passwords (SCRAM). What it stores outlives it. */
public final class EmbeddedPostgres implements Part {

    private static final String SUPERUSER = "postgres";

    private final Path folder;
    private final int port;
    private final Purpose purpose;
    private final String password;
    private final Map<String, String> databases;
    private final RunAs runAs = RunAs.here();

    /**
     * A server that isn't running yet.
     *
     * @param folder where its files lie; made when it isn't there
     * @param password the superuser's, fixed when the folder is made
     * @param databases which are to be there, each with the password of the role of the same name that owns it
     */
    public EmbeddedPostgres(Path folder, int port, Purpose purpose, String password, Map<String, String> databases) {
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.purpose = purpose;
        this.password = password;
        this.databases = Map.copyOf(databases);
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public List<Integer> ports() {
        return List.of(port);
    }

    public String jdbcUrl(String database) {
        return jdbcUrl(port, database);
    }

    static String jdbcUrl(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public ProcessBuilder command() throws IOException {
        if (Files.isDirectory(folder)) {
            forgetStaleLock();
        } else {
            initialise();
        }
        List<String> command = new ArrayList<>(List.of(
                program("postgres"),
                "-D",
                folder.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                // Kept in the data folder, so that a killed server leaves nothing elsewhere.
                "-c",
                "dynamic_shared_memory_type=mmap",
                "-c",
                "max_connections=200",
                "-c",
                "jit=off"));
        command.addAll(
                switch (purpose) {
                    case WORK, REHEARSAL ->
                        List.of("-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB", "-c", "random_page_cost=1.1");
                    case TEST ->
                        List.of(
                                "-c", "shared_buffers=64MB",
                                "-c", "fsync=off",
                                "-c", "synchronous_commit=off",
                                "-c", "full_page_writes=off");
                });
        return new ProcessBuilder(runAs.command(command));
    }

    @Override
    public boolean ready() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** A fast shutdown: clients are cut off, their open transactions roll back. */
    @Override
    public void askToEnd(ProcessHandle process) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -INT " + process.pid()).start();
        } catch (IOException e) {
            process.destroy();
        }
    }

    /** Makes the databases and the roles that own them; those that are there stay, and take the password. */
    @Override
    public void afterReady() throws IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> wanted : databases.entrySet()) {
                String name = statement.enquoteIdentifier(wanted.getKey(), true);
                String secret = statement.enquoteLiteral(wanted.getValue());
                boolean roleKnown = exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", wanted.getKey());
                statement.execute((roleKnown ? "ALTER ROLE " : "CREATE ROLE ") + name + " LOGIN PASSWORD " + secret);
                if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", wanted.getKey())) {
                    statement.execute("CREATE DATABASE " + name + " OWNER " + name);
                }
                // Only its owner comes in.
                statement.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
            }
        } catch (SQLException e) {
            throw new IOException("The databases cannot be made: " + e.getMessage(), e);
        }
    }

    /** Writes to disk what the running server holds in memory. */
    void checkpoint() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    private Connection connect() throws SQLException {
        // Not by DriverManager, which may see a driver of another class loader.
        var source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl("postgres"));
        source.setUser(SUPERUSER);
        source.setPassword(password);
        source.setConnectTimeout(1);
        source.setLoginTimeout(2);
        return source.getConnection();
    }

    /**
     * After a kill the server's lock file names a process id that may belong to anyone by now, and the server would not start.
     */
    private void forgetStaleLock() throws IOException {
        Path lock = folder.resolve("postmaster.pid");
        if (!Files.exists(lock)) {
            return;
        }
        List<String> lines = Files.readAllLines(lock);
        boolean ours = !lines.isEmpty()
                && ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                        .flatMap(process -> process.info().commandLine())
                        .filter(command -> command.contains(folder.toString()))
                        .isPresent();
        if (!ours) {
            Files.deleteIfExists(lock);
        }
    }

    /** Into a folder beside, renamed when whole: a kill in between leaves nothing that looks like a database. */
    private void initialise() throws IOException {
        Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
        Path passwordFile = folder.resolveSibling(folder.getFileName() + ".password");
        Folders.delete(partial);
        Files.createDirectories(partial);
        try {
            Secrets.write(passwordFile, password.getBytes(StandardCharsets.UTF_8));
            runAs.own(partial);
            runAs.own(passwordFile);
            Process initdb = new ProcessBuilder(runAs.command(List.of(
                            program("initdb"),
                            "--pgdata=" + partial,
                            "--username=" + SUPERUSER,
                            "--auth=scram-sha-256",
                            "--pwfile=" + passwordFile,
                            "--encoding=UTF8",
                            // The same order of texts on every machine.
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--locale=C",
                            "--no-instructions",
                            purpose == Purpose.WORK ? "--sync-method=fsync" : "--no-sync")))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (initdb.waitFor() != 0) {
                throw new IOException("PostgreSQL cannot make its folder " + folder + ":\n" + output);
            }
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL made its folder", e);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private static String program(String name) {
        return PostgresBinaries.unpacked().resolve("bin").resolve(name).toString();
    }
}
