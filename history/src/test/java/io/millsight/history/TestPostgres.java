package io.millsight.history;

import io.millsight.files.Hashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server for tests: the one that the environment names in {@code MILLSIGHT_TEST_POSTGRES} (a JDBC URL, with the password in
 * {@code PGPASSWORD}), or else one of its own from the programs under {@code /usr/lib/postgresql}. Each name has a schema of its own there.
 */
public final class TestPostgres implements AutoCloseable {

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";
    private static final String PASSWORD = "only for tests";
    private static final Duration START = Duration.ofSeconds(60);

    /** Data that nobody needs is not brought to the disk. */
    private static final List<String> QUICK = List.of("-c", "fsync=off", "-c", "full_page_writes=off");

    private static @Nullable TestPostgres shared;

    private final Set<String> schemas = ConcurrentHashMap.newKeySet();
    private final String url;
    private final @Nullable String password;
    private final @Nullable Path programs;
    private final @Nullable Path data;
    private final int port;
    private @Nullable Process process;

    private TestPostgres(String url, @Nullable String password) {
        this.url = url;
        this.password = password;
        programs = null;
        data = null;
        port = 0;
    }

    private TestPostgres(Path programs, Path data, int port) {
        url = "jdbc:postgresql://127.0.0.1:" + port + "/" + USER + "?user=" + USER;
        password = PASSWORD;
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** Returns the server that all tests of this process share. Where there is none, the calling test is skipped. */
    public static synchronized TestPostgres shared() {
        String given = System.getenv("MILLSIGHT_TEST_POSTGRES");
        if (shared == null) {
            shared = given == null ? start() : new TestPostgres(given, System.getenv("PGPASSWORD"));
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    /** Starts a server of the caller's own. Where there is no PostgreSQL, the calling test is skipped. */
    public static TestPostgres start() {
        Optional<Path> programs = programs();
        Assumptions.assumeTrue(
                programs.isPresent(),
                "no PostgreSQL: set MILLSIGHT_TEST_POSTGRES to a JDBC URL, or install it under " + PROGRAMS);
        try (ServerSocket free = new ServerSocket(0)) {
            Path data = Files.createTempDirectory("millsight-postgres");
            TestPostgres server = new TestPostgres(programs.orElseThrow(), data, free.getLocalPort());
            server.initialise();
            free.close();
            server.resume();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> programs() {
        if (!Files.isDirectory(PROGRAMS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(PROGRAMS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialise() throws IOException {
        Path folder = Objects.requireNonNull(data);
        Path secret = folder.resolve("password");
        Files.writeString(secret, PASSWORD);
        if (isRoot()) {
            run(List.of("chown", "-R", USER + ":" + USER, folder.toString()));
        }
        run(command(
                "initdb",
                "--pgdata=" + folder.resolve("cluster"),
                "--username=" + USER,
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync"));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL refuses to run as root. */
    private List<String> command(String program, String... arguments) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--"));
        }
        words.add(Objects.requireNonNull(programs).resolve(program).toString());
        words.addAll(List.of(arguments));
        return words;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(Path.of("/").toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Starts the server again after {@link #crash}, and waits until it answers. */
    public void resume() throws IOException {
        Path folder = Objects.requireNonNull(data);
        List<String> command = command(
                "postgres",
                "-D",
                folder.resolve("cluster").toString(),
                "-p",
                String.valueOf(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=");
        command.addAll(QUICK);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .directory(Path.of("/").toFile())
                .start();
        long end = System.nanoTime() + START.toNanos();
        while (!answers()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("PostgreSQL does not start: " + Files.readString(folder.resolve("log")));
            }
        }
    }

    private boolean answers() throws IOException {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException(interrupted);
            }
            return false;
        }
    }

    private Connection connect() throws SQLException {
        return password == null
                ? DriverManager.getConnection(url)
                : DriverManager.getConnection(url + "&password=" + password);
    }

    /** Ends the server at once, as a crash does: all connections are lost, nothing is tidied up. */
    public void crash() throws IOException, InterruptedException {
        Process running = Objects.requireNonNull(process);
        run(List.of("kill", "-QUIT", String.valueOf(running.pid())));
        running.waitFor();
    }

    /** Returns the address of the schema of a name, which is made if it is missing. */
    public PostgresAddress schema(String name) {
        String schema = "t_" + Hashes.hex(Hashes.sha256(name)).substring(0, 24);
        if (schemas.add(schema)) {
            execute("create schema if not exists " + schema);
        }
        return new PostgresAddress(url + "&currentSchema=" + schema, password);
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Ends a server that was started here, and removes its data; removes the schemas from another one. */
    @Override
    public void close() {
        Process running = process;
        if (running == null) {
            schemas.forEach(schema -> execute("drop schema " + schema + " cascade"));
            return;
        }
        try {
            crash();
            run(List.of("rm", "-r", "--", String.valueOf(data)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
