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
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server of our own in a folder, on 127.0.0.1, with passwords (SCRAM). What it stores outlives it. */
public final class EmbeddedPostgres implements Part {

    /** What of a commit survives a loss of power. */
    public enum Durability {
        /** As in production: a commit is on disk before it is answered. */
        PRODUCTION,
        /** For tests, whose data nobody misses. */
        NONE
    }

    private static final String SUPERUSER = "postgres";

    private final Path folder;
    private final int port;
    private final Durability durability;
    private final String password;
    private final RunAs runAs = RunAs.here();

    /**
     * A server that isn't running yet.
     *
     * @param folder where its files lie; made when it isn't there
     * @param password the superuser's, fixed when the folder is made
     */
    public EmbeddedPostgres(Path folder, int port, Durability durability, String password) {
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.durability = durability;
        this.password = password;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    public int port() {
        return port;
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public ProcessBuilder command() throws IOException {
        if (!Files.isDirectory(folder)) {
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
                switch (durability) {
                    case PRODUCTION ->
                        List.of("-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB", "-c", "random_page_cost=1.1");
                    case NONE ->
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

    /** Makes a database and the role that owns it; each of them that is there already stays, and takes the password. */
    public void createDatabase(String database, String role, String rolePassword) throws SQLException {
        try (Connection connection = connect()) {
            boolean roleKnown = exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role);
            boolean databaseKnown = exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", database);
            try (Statement statement = connection.createStatement()) {
                statement.execute((roleKnown ? "ALTER" : "CREATE") + " ROLE " + statement.enquoteIdentifier(role, true)
                        + " LOGIN PASSWORD " + statement.enquoteLiteral(rolePassword));
                if (!databaseKnown) {
                    statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(database, true) + " OWNER "
                            + statement.enquoteIdentifier(role, true));
                    // Only its owner comes in.
                    statement.execute(
                            "REVOKE ALL ON DATABASE " + statement.enquoteIdentifier(database, true) + " FROM PUBLIC");
                }
            }
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
                            durability == Durability.PRODUCTION ? "--sync-method=fsync" : "--no-sync")))
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
