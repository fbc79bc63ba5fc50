package io.millsight.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes without end. Tests run it as a separate process, interrupt it and kill it. */
final class WritingProgram {

    private WritingProgram() {}

    /**
     * Starts writing, prints "ready" during the work, and continues.
     *
     * @param arguments kind of work and path
     */
    public static void main(String[] arguments) throws IOException {
        Path target = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "folder" -> AtomicFolder.write(target, WritingProgram::writeForEver);
            case "replacement" -> AtomicFolder.replace(target, WritingProgram::writeForEver);
            case "scratch" ->
                AtomicFolder.withScratch(
                        target,
                        scratch -> AtomicFolder.write(target, folder -> {
                            Files.createDirectory(scratch.resolve("pictures"));
                            writeForEver(folder);
                        }));
            case "file" -> writeSlowly(target);
            case "finish" -> finish(target);
            case "cut" -> cutReplacement(target);
            case "lock" -> {
                try (ProcessLock lock = ProcessLock.tryAcquire(target).orElseThrow()) {
                    ready();
                    sleep(60_000);
                }
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Copies and creates folders. Interrupting the thread alone does not stop this. */
    private static void writeForEver(Path folder) throws IOException {
        for (int i = 0; i < 1_000_000; i++) {
            Path sub = Files.createDirectories(folder.resolve("images").resolve(String.valueOf(i % 50)));
            Files.writeString(sub.resolve(i + ".txt"), "x".repeat(1000));
            Files.copy(sub.resolve(i + ".txt"), sub.resolve(i + ".copy"));
            if (i == 20) {
                ready();
            }
        }
    }

    private static void writeSlowly(Path target) throws IOException {
        AtomicFile.write(target, channel -> {
            ready();
            for (int i = 0; i < 10; i++) {
                sleep(30);
                channel.write(ByteBuffer.wrap(new byte[] {'x'}));
            }
        });
        AtomicFile.write(target.resolveSibling("next"), new byte[] {'y'});
        sleep(60_000);
    }

    /** Writes several files that belong together. */
    private static void finish(Path target) throws IOException {
        try (ShutdownGuard guard = ShutdownGuard.finish(() -> {})) {
            ready();
            sleep(200);
            AtomicFolder.replace(target, folder -> {
                AtomicFile.write(folder.resolve("a"), new byte[] {'a'});
                sleep(100);
                AtomicFile.write(folder.resolve("b"), new byte[] {'b'});
            });
            AtomicFolder.remove(target.resolveSibling("old"));
        }
        sleep(60_000);
    }

    /** Ends during a replacement, as a kill between the two renames would. */
    private static void cutReplacement(Path target) throws IOException {
        StagedTarget draft = new StagedTarget(target);
        draft.open();
        Files.writeString(Files.createDirectory(draft.partial()).resolve("new"), "");
        draft.moveTargetAway();
        ready();
        sleep(60_000);
    }

    private static void ready() {
        System.out.println("ready");
        System.out.flush();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
