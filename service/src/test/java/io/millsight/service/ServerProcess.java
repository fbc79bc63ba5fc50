package io.millsight.service;

import io.millsight.history.History;
import io.millsight.service.learning.FakeLoader;
import io.millsight.service.learning.FakeTrainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/** A server in a process of its own, which a test can kill. */
public final class ServerProcess implements AutoCloseable {

    private static final String NO_TOKEN = "-";

    private final Process process;
    private final int port;
    private final String token;

    private ServerProcess(Process process, int port, String token) {
        this.process = process;
        this.port = port;
        this.token = token;
    }

    /** The process: prints its port and, at the first start, the token of the administrator, and runs until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        Clock clock = Clock.systemUTC();
        InspectionServer server = new InspectionServer(
                ServiceSettings.at("127.0.0.1", 0).withTrainer(FakeTrainer.program(Path.of(arguments[1]))),
                History.open(Path.of(arguments[0]), clock),
                new FakeLoader(),
                clock);
        server.start();
        server.awaitModel();
        System.out.println(server.port() + " "
                + server.firstStart().map(InspectionServer.FirstStart::token).orElse(NO_TOKEN));
        System.out.flush();
        Thread.currentThread().join();
    }

    /** Starts a server on a folder and waits until it is ready. */
    static ServerProcess start(Path folder) throws IOException {
        return start(folder, folder.resolve("behaviour"));
    }

    /**
     * Starts a server on a folder and waits until it is ready.
     *
     * @param behaviour the file that says what a training does
     */
    public static ServerProcess start(Path folder, Path behaviour) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        folder.toString(),
                        behaviour.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server did not start");
        }
        String[] words = line.split(" ", -1);
        return new ServerProcess(process, Integer.parseInt(words[0]), words[1]);
    }

    /** Returns the port that it listens on. */
    public int port() {
        return port;
    }

    /** Returns the administrator's token; meaningless at later starts. */
    String token() {
        return token;
    }

    /** Kills the process, which can do nothing about it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
