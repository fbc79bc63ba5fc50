package io.millsight.cli;

import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that will be written to when long work is done. */
final class OutputFolder {

    private OutputFolder() {}

    /** Tries whether a file can be written there, so that it does not turn out hours later. Makes nothing: the work may be interrupted. */
    static void prepare(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new InputException(folder + ": is a file; give a folder to write to");
        }
        try {
            Files.delete(Files.createTempFile(existing(folder), ".probe", ""));
        } catch (IOException e) {
            throw new InputException(
                    folder + ": cannot be written to (" + Failures.oneLine(e.toString()) + "); give another folder", e);
        }
    }

    /** The folder, or the nearest one above it that is there already. */
    private static Path existing(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }
}
