package io.millsight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program as a process of its own, which can be interrupted and killed. */
public final class MillsightProcess implements AutoCloseable {

    private static final int SECONDS_TO_END = 240; // a machine may be busy with other things

    private final Process process;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Thread reader;

    private MillsightProcess(List<String> command) throws IOException {
        this(command, Map.of());
    }

    private MillsightProcess(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("OMP_NUM_THREADS", "1"); // so small a model is not faster with more
        builder.environment().putAll(environment);
        process = builder.start();
        reader = new Thread(this::read, "output-reader");
        reader.start();
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("unreadable: " + e);
        }
    }

    public static MillsightProcess start(Object... arguments) throws IOException {
        return new MillsightProcess(command(List.of(), arguments));
    }

    /** As {@link #start}, with more variables in the environment. */
    public static MillsightProcess startIn(Map<String, String> environment, Object... arguments) throws IOException {
        return new MillsightProcess(command(List.of(), arguments), environment);
    }

    /** As {@link #start}, on a pseudo-terminal; the signals of its keys come from {@link #press}. */
    public static MillsightProcess startOnTerminal(Object... arguments) throws IOException {
        List<String> command = command(List.of("-Dmillsight.terminal=true"), arguments);
        return new MillsightProcess(List.of("script", "-qfec", String.join(" ", command), "/dev/null"));
    }

    private static List<String> command(List<String> options, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(Main.class.getName());
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    /** Waits until so many lines hold a text, or the process has ended. */
    public void awaitLines(String text, int count) throws InterruptedException {
        while (process.isAlive() && output().split(text, -1).length <= count) {
            Thread.sleep(5);
        }
    }

    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Kills one of the processes that the program has started. */
    public void killChild(int rank) {
        List<ProcessHandle> children = process.children()
                .sorted(Comparator.comparingLong(ProcessHandle::pid))
                .toList();
        children.get(rank).destroyForcibly();
    }

    public void press(char key) throws IOException {
        process.getOutputStream().write(key);
        process.getOutputStream().flush();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end; answers the exit code. */
    public int await() throws InterruptedException {
        assertThat(process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS))
                .as("the program ends: " + output())
                .isTrue();
        reader.join();
        return process.exitValue();
    }

    public String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
