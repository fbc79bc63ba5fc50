package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.history.AccessTokens;
import io.millsight.history.Actor;
import io.millsight.history.History;
import io.millsight.history.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {

    @TempDir
    Path place;

    @Test
    void savesChecksAndRestoresTheRecordsOfAServer() throws Exception {
        Path data = place.resolve("data");
        Path backup = place.resolve("backup");
        Path restored = place.resolve("restored");
        try (History history = History.open(data, Clock.systemUTC())) {
            history.tokens().make(new AccessTokens.Wish("Anna", Role.ADMIN, null), Actor.PROGRAM);
            CommandLineRun saved = CommandLineRun.of("backup", "--data_dir", data, "--out", backup);
            assertThat(saved.exitCode()).as(saved.err()).isZero();
            assertThat(saved.out())
                    .startsWith(backup + ": 1 file, of them 1 new (")
                    .endsWith(" kB)\n");
        }

        CommandLineRun checked = CommandLineRun.of("restore", "--from", backup, "--verify");
        assertThat(checked.exitCode()).isZero();
        assertThat(checked.out()).isEqualToIgnoringNewLines(backup + ": whole, 1 file, 0 inspections");
        CommandLineRun made = CommandLineRun.of("restore", "--from", backup, "--data-dir", restored);
        assertThat(made.out()).startsWith(restored + ": restored, 1 file, 0 inspections; start it with ");
        try (History history = History.open(restored, Clock.systemUTC())) {
            assertThat(history.tokens().hasAdmin()).isTrue();
        }

        Files.writeString(backup.resolve("records/history.db"), "tampered");
        CommandLineRun refused = CommandLineRun.of("restore", "--from", backup, "--verify");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .isEqualToIgnoringNewLines("millsight: " + backup
                        + ": the backup is not whole: records/history.db was changed or is damaged");
    }

    @Test
    void saysWhatToGive() {
        assertThat(CommandLineRun.of("restore", "--from", place).err())
                .contains("give --data-dir DIR to restore the backup, or --verify to check it");
        assertThat(CommandLineRun.of("restore", "--from", place, "--verify", "--data-dir", place)
                        .err())
                .contains("give --data-dir DIR to restore the backup, or --verify to check it");
        assertThat(CommandLineRun.of("backup", "--data-dir", place, "--out", place)
                        .err())
                .contains(place + ": is no data folder of the service; give the --data-dir of 'serve'");
    }

    @Test
    void saysThatTheDatabaseOfAServerIsSavedElsewhere() throws Exception {
        Files.createDirectories(place.resolve("data/images"));

        CommandLineRun saved =
                CommandLineRun.of("backup", "--data-dir", place.resolve("data"), "--out", place.resolve("backup"));

        assertThat(saved.exitCode()).isZero();
        assertThat(saved.err())
                .contains("the records are in PostgreSQL: save them with pg_dump; this backup has the files only");
    }
}
