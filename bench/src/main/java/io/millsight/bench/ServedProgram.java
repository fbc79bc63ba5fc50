package io.millsight.bench;

import io.millsight.steel.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server to send images to: one that runs already, or one that is started in a process and a folder of its own. */
final class ServedProgram implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("(http://\\S+) ");
    private static final Pattern TOKEN = Pattern.compile("(ms_\\S+)");
    private static final double KIBIBYTES_PER_MEBIBYTE = 1 << 10;

    private final URI address;
    private final String token;
    private final @Nullable Process process;
    private final @Nullable Path folder;

    private ServedProgram(URI address, String token, @Nullable Process process, @Nullable Path folder) {
        this.address = address;
        this.token = token;
        this.process = process;
        this.folder = folder;
    }

    static ServedProgram at(URI address) {
        String token = System.getenv("MILLSIGHT_TOKEN");
        if (token == null) {
            throw new InputException("MILLSIGHT_TOKEN: the environment has no token for the server");
        }
        return new ServedProgram(address, token, null, null);
    }

    /** Starts a server with the small model and waits until it takes images. */
    static ServedProgram start() throws IOException {
        Path folder = Files.createTempDirectory("millsight-serve");
        Process process = new ProcessBuilder(command(
                        "serve",
                        "--tta",
                        "off",
                        "--port",
                        "0",
                        "--data-dir",
                        folder.resolve("records").toString()))
                .redirectError(folder.resolve("errors").toFile())
                .start();
        StringBuilder said = new StringBuilder();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null) {
            said.append(line).append('\n');
            if (line.startsWith("Ready")) {
                URI address = URI.create(first(ADDRESS, said));
                return new ServedProgram(address, first(TOKEN, said), process, folder);
            }
            line = out.readLine();
        }
        throw new IOException("the server did not start: " + Files.readString(folder.resolve("errors")));
    }

    private static String first(Pattern pattern, CharSequence text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("the server printed no " + pattern);
        }
        return matcher.group(1);
    }

    /** The command line of the program in a process of its own. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-Dorg.bytedeco.javacpp.noPointerGC=true",
                "-Dmillsight.home=" + System.getProperty("millsight.home", "."),
                "-cp",
                System.getProperty("java.class.path"),
                "io.millsight.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    URI address() {
        return address;
    }

    String token() {
        return token;
    }

    /** The resident memory of the server; 0 for one that was not started here. */
    double residentMebibytes() {
        return process == null
                ? 0
                : Math.round(Figures.memory(Path.of("/proc", Long.toString(process.pid()), "status"), "VmRSS:")
                        / KIBIBYTES_PER_MEBIBYTE);
    }

    @Override
    public void close() throws IOException {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            running.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running.destroyForcibly();
        }
        try (Stream<Path> all = Files.walk(Objects.requireNonNull(folder))) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
