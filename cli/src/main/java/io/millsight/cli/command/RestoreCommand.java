package io.millsight.cli.command;

import io.millsight.files.MessageText;
import io.millsight.history.backup.Restore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millsight restore}. */
@Command(
        name = "restore",
        sortOptions = false,
        description = {
            "Makes a data folder of a backup, or checks a backup.",
            "The backup is checked first: the hash of every file, the database with the chain of its audit, and that every"
                    + " picture is there that the records name. Nothing is restored from a backup that is not whole; the exit code is"
                    + " 2, and one line says what is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  millsight restore --from /mnt/backup/millsight --verify",
            "  millsight restore --from /mnt/backup/millsight --data-dir /srv/millsight-new"
        })
public final class RestoreCommand implements Callable<Integer> {

    @Option(
            names = "--from",
            paramLabel = "DIR",
            required = true,
            order = 1,
            description = "The folder that 'millsight backup' wrote.")
    private Path from;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            order = 2,
            description = "The data folder to write; it must be new or empty.")
    private @Nullable Path data;

    @Option(names = "--verify", order = 3, description = "Check the backup, and write nothing.")
    private boolean verify;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public RestoreCommand() {}

    @Override
    public Integer call() throws IOException {
        if (verify == (data != null)) {
            throw new ParameterException(
                    spec.commandLine(), "give --data-dir DIR to restore the backup, or --verify to check it");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (data == null) {
            out.println(from + ": whole, " + words(Restore.check(from)));
        } else {
            Restore.Content content = Restore.restore(from, data);
            out.println(data + ": restored, " + words(content) + "; start it with 'millsight serve --data-dir " + data
                    + "'" + (content.hasDatabase() ? "" : " and --database, after pg_restore"));
        }
        return 0;
    }

    private static String words(Restore.Content content) {
        String files = MessageText.count(content.files(), "file");
        if (!content.hasDatabase()) {
            return files + " without the database";
        }
        return files + ", " + MessageText.count(content.inspections(), "inspection")
                + (content.newest() == null ? "" : ", the newest of " + content.newest());
    }
}
