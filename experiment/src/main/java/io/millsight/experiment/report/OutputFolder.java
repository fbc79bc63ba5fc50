package io.millsight.experiment.report;

import io.millsight.files.InputFile;
import io.millsight.files.ListedFiles;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks a folder to which long work will write at its end. */
public final class OutputFolder {

    private OutputFolder() {}

    /**
     * Finds out now, and not hours later, whether files can be written into a folder. Nothing is made, so that work which fails leaves no empty
     * folder.
     *
     * @throws InputException if the folder holds what is not an earlier set of these files, or nothing can be written there
     */
    public static void require(Path folder, ListedFiles files) {
        try {
            files.requirePlace(folder);
            Files.delete(Files.createTempFile(existing(folder), ".probe", ""));
        } catch (FileAlreadyExistsException e) {
            throw new InputException(e.getFile() + ": " + InputFile.reason(e), e);
        } catch (IOException e) {
            throw new InputException(
                    folder + ": cannot be written to (" + InputFile.reason(e) + "); give another folder", e);
        }
    }

    /** The folder itself, or the one in which it will be made. */
    private static Path existing(Path folder) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }
}
