package io.millsight.cli.command;

import io.millsight.files.MessageText;
import io.millsight.files.Quantity;
import io.millsight.history.backup.Backup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millsight backup}. */
@Command(
        name = "backup",
        sortOptions = false,
        description = {
            "Saves the records of the inspection service, also while it runs.",
            "The folder gets a copy of the database, and the pictures, dataset versions, trainings and adapters that the"
                    + " copy names. The next backup into the same folder copies only what is new, and drops what the service has"
                    + " removed. If it is interrupted, the backup before it holds.",
            "Records in PostgreSQL are saved with pg_dump; do that first, because this command then saves the files only."
        },
        footer = {
            "",
            "Examples:",
            "  millsight backup --out /mnt/backup/millsight",
            "  millsight backup --data-dir /srv/millsight --out /mnt/backup/millsight"
        })
public final class BackupCommand implements Callable<Integer> {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = ServeCommand.DATA_FOLDER,
            order = 1,
            description = "The data folder of the service (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            order = 2,
            description = "The folder of the backup: new, empty, or an earlier backup of the same records.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public BackupCommand() {}

    @Override
    public Integer call() throws IOException {
        Backup.Written written = Backup.write(data, out, Clock.systemUTC());
        spec.commandLine()
                .getOut()
                .println(out + ": " + MessageText.count(written.files(), "file") + ", of them "
                        + Quantity.count(written.copied()) + " new (" + Quantity.bytes(written.bytes()) + ")");
        PrintWriter err = spec.commandLine().getErr();
        if (!written.hasDatabase()) {
            err.println("millsight: note: " + data + " has no history.db, because the records are in PostgreSQL: save"
                    + " them with pg_dump; this backup has the files only");
        }
        if (written.missing() > 0) {
            err.println("millsight: note: " + MessageText.count(written.missing(), "picture")
                    + " of the records cannot be read or were removed meanwhile; the backup marks them as removed");
        }
        return 0;
    }
}
