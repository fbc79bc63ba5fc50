package io.millsight.cli.command;

import io.millsight.files.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads secrets from files or from variables of the environment: on the command line, others could see them. */
final class SecretFile {

    private static final int MOST_BYTES = 16 << 10;

    private SecretFile() {}

    /**
     * Returns the secret of a file, or else of a variable; null without either.
     *
     * @throws ParameterException if the file cannot be read or is empty
     */
    static @Nullable String read(CommandSpec command, String option, @Nullable Path file, String variable) {
        if (file == null) {
            String value = System.getenv(variable);
            return value == null || value.isBlank() ? null : value.strip();
        }
        try {
            String value = InputFile.readText(file, MOST_BYTES).strip();
            if (!value.isEmpty()) {
                return value;
            }
        } catch (IOException e) {
            throw new ParameterException(
                    command.commandLine(), option + " " + file + ": cannot be read (" + InputFile.reason(e) + ")", e);
        }
        throw new ParameterException(command.commandLine(), option + " " + file + ": the file is empty");
    }
}
