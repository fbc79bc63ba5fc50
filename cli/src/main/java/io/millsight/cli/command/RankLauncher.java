package io.millsight.cli.command;

import io.millsight.cli.terminal.Failures;
import io.millsight.files.AtomicFolder;
import io.millsight.files.ShutdownGuard;
import io.millsight.tuning.process.ProcessPlace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the same command in several processes of this machine, and waits until all have ended. If one of them fails, the others are ended within
 * seconds.
 *
 * @param program the class that Java starts
 * @param arguments of the command line, which all processes get
 * @param err takes what the processes print
 */
record RankLauncher(Class<?> program, List<String> arguments, PrintWriter err) {

    private static final String STORE = "store";
    private static final int GRACE_SECONDS =
            5; // the others notice at their next exchange, but an evaluation may come before it
    private static final int SIGNALLED = 128; // added to the signal's number in an exit code
    private static final int TERMINATED = SIGNALLED + 15;

    /** Returns whether this process was started by a launcher. */
    static boolean isLaunched() {
        return System.getenv(ProcessPlace.STORE_VARIABLE) != null;
    }

    /** A process that has ended. */
    private record Ended(int rank, int code) {}

    /**
     * Runs the command.
     *
     * @param count number of processes
     * @param goOn says how to go on after a process was killed
     * @return the exit code for the whole
     */
    int run(int count, String goOn) {
        List<Process> processes = new CopyOnWriteArrayList<>(); // a signal may come while they are being started
        try (ShutdownGuard guard = ShutdownGuard.finish(
                () -> processes.forEach(process -> process.toHandle().destroy()))) {
            Path folder = folder();
            try {
                return run(count, processes, folder.resolve(STORE), goOn);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Failures.INTERRUPTED;
            } catch (IOException e) {
                throw new UncheckedIOException("--nproc: cannot start a process", e);
            } finally {
                processes.forEach(Process::destroyForcibly);
                remove(folder);
            }
        }
    }

    private int run(int count, List<Process> processes, Path store, String goOn)
            throws IOException, InterruptedException {
        List<RankOutput> outputs = new ArrayList<>();
        BlockingQueue<Ended> ends = new LinkedBlockingQueue<>();
        for (int rank = 0; rank < count; rank++) {
            Process process = start(rank, count, store);
            processes.add(process);
            outputs.add(RankOutput.of(rank, process, outputs.isEmpty() ? null : outputs.get(0), err));
            announce(rank, process, ends);
        }
        return await(processes, outputs, ends, goOn);
    }

    /** Adds the end of a process, once it has come. */
    private static void announce(int rank, Process process, BlockingQueue<Ended> ends) {
        Thread waiting = new Thread(
                () -> {
                    try {
                        ends.add(new Ended(rank, process.waitFor()));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "process-" + rank);
        waiting.setDaemon(true);
        waiting.start();
    }

    private int await(List<Process> processes, List<RankOutput> outputs, BlockingQueue<Ended> ends, String goOn)
            throws InterruptedException {
        Ended failed = null;
        for (int running = processes.size(); running > 0; running--) {
            Ended ended =
                    failed == null || isInterruption(failed) ? ends.take() : ends.poll(GRACE_SECONDS, TimeUnit.SECONDS);
            if (ended == null) {
                processes.forEach(process -> process.toHandle().destroyForcibly()); // keeps their output readable
                ended = ends.take();
            }
            failed = failed == null && ended.code != 0 ? ended : failed;
        }
        boolean explained = false;
        for (RankOutput output : outputs) {
            explained |= output.finish();
        }
        if (failed == null) {
            return 0;
        }
        if (isInterruption(failed)) {
            return Failures.INTERRUPTED;
        }
        if (failed.code > SIGNALLED) {
            err.println("millsight: process " + failed.rank + " of " + processes.size() + " was killed (signal "
                    + (failed.code - SIGNALLED) + "), so all have ended; " + goOn);
            return Failures.INTERNAL;
        }
        if (!explained) {
            err.println("millsight: the processes lost each other; " + goOn);
        }
        return failed.code;
    }

    private static boolean isInterruption(Ended ended) {
        return ended.code == Failures.INTERRUPTED || ended.code == TERMINATED;
    }

    private Process start(int rank, int count, Path store) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD); // Gloo prints there
        builder.environment()
                .putAll(Map.of(
                        ProcessPlace.RANK, Integer.toString(rank),
                        ProcessPlace.SIZE, Integer.toString(count),
                        ProcessPlace.LOCAL_RANK, Integer.toString(rank),
                        ProcessPlace.LOCAL_SIZE, Integer.toString(count),
                        ProcessPlace.STORE_VARIABLE, store.toString()));
        return builder.start();
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("millsight-processes");
        } catch (IOException e) {
            throw new UncheckedIOException("--nproc: cannot make a folder for what the processes tell each other", e);
        }
    }

    private static void remove(Path folder) {
        try {
            AtomicFolder.remove(folder);
        } catch (IOException e) {
            // the system clears its temporary folder
        }
    }
}
