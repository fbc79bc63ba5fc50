package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.files.Hashes;
import io.millsight.history.backup.Backup;
import io.millsight.history.backup.Restore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final long DEADLINE_MILLIS = 60_000;

    @TempDir
    private Path place;

    private Path data;
    private Path backup;

    @BeforeEach
    void names() {
        data = place.resolve("data");
        backup = place.resolve("backup");
    }

    private TestHistory open() {
        return new TestHistory(TestDatabase.SQLITE, data);
    }

    private Backup.Written write() throws IOException {
        return Backup.write(data, backup, CLOCK);
    }

    private List<String> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(path -> !path.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void recordsInUseAreSavedAndRestoredAsTheyWere() throws Exception {
        Path restored = place.resolve("restored");
        StoredInspection reviewed;
        StoredInspection later;
        try (TestHistory test = open()) {
            StoredInspection inspection = test.add("a", 0.5);
            NewReview review = new NewReview(ReviewAction.CLEAN, List.of(), null, null);
            test.history.reviews().add(new Reviews.Target(inspection.id(), 1), review, ANNA, null);
            reviewed = test.history.inspections().find(inspection.id()).orElseThrow();
            test.history.adapters().register(TestHistory.MODEL, "adapters/mine", null, ANNA);
            String dataset = dataset(test, reviewed);
            for (String file : List.of("datasets/" + dataset + "/data.jsonl", "adapters/mine/adapter.bin", "demo")) {
                Files.createDirectories(data.resolve(file).getParent());
                Files.writeString(data.resolve(file), file);
            }
            Files.writeString(data.resolve("adapters/mine/.lock"), "hidden");
            Files.writeString(data.resolve("adapters/not-of-the-records"), "x");

            Backup.Written written = write();

            long database = Files.size(backup.resolve("records/history.db"));
            assertThat(written).isEqualTo(new Backup.Written(5, 5, bytes(reviewed, dataset) + database, 0, true));
            later = test.add("b", 0.5);
        }

        assertThat(Restore.check(backup))
                .isEqualTo(new Restore.Content(5, 1, reviewed.createdAt(), true))
                .isEqualTo(Restore.restore(backup, restored));

        try (History again = History.open(restored, CLOCK)) {
            assertThat(again.inspections().find(reviewed.id())).contains(reviewed);
            assertThat(again.inspections().find(later.id())).isEmpty();
            assertThat(again.images().read(reviewed.content().image())).isEqualTo(new byte[] {'a'});
            assertThat(again.isDemo()).isTrue();
            assertThat(again.audit().firstBroken()).isEmpty();
            assertThat(again.isWritable()).isTrue();
        }
        assertThat(restored.resolve("adapters/mine/adapter.bin")).hasContent("adapters/mine/adapter.bin");
        assertThat(restored.resolve("adapters/not-of-the-records")).doesNotExist();
    }

    @Test
    void whatWaitsForItsInspectionIsSavedToo() throws Exception {
        Path restored = place.resolve("restored");
        Job job;
        try (TestHistory test = open()) {
            job = test.history.jobs().add(test.image("later"), TestHistory.CONTEXT, null, null);
            test.history.jobs().claim("the server", 0);
            write();
        }
        Restore.restore(backup, restored);

        try (History again = History.open(restored, CLOCK)) {
            again.jobs().takeBack("the next server");
            assertThat(again.jobs().claim("the next server", 1)).map(Job::id).contains(job.id());
            assertThat(again.images().read(job.image())).asString().isEqualTo("later");
        }
    }

    private static String dataset(TestHistory test, StoredInspection reviewed) {
        String id = test.history.datasets().nextId();
        String image = reviewed.content().image().sha256();
        DatasetVersion.Counts counts = new DatasetVersion.Counts(1, 0, 0, 0, 0, Map.of());
        test.history
                .datasets()
                .add(
                        id,
                        new DatasetVersion.Content("aa", "bb", counts),
                        List.of(new DatasetItem(
                                image, Objects.requireNonNull(reviewed.review()).id(), image, DatasetPart.TRAIN)),
                        ANNA);
        return id;
    }

    private long bytes(StoredInspection inspection, String dataset) throws IOException {
        return inspection.content().image().bytes()
                + Files.size(data.resolve("datasets/" + dataset + "/data.jsonl"))
                + "adapters/mine/adapter.bin".length()
                + "demo".length();
    }

    @Test
    void theNextBackupCopiesWhatIsNewAndDropsWhatWasRemoved() throws Exception {
        try (TestHistory test = open()) {
            StoredInspection old = test.add("old", 0.5);
            test.add("kept", 0.5);
            assertThat(write().copied()).isEqualTo(1 + 2);
            assertThat(write().copied()).as("the database").isOne();

            test.add("new", 0.5);
            TestDatabase.SQLITE.execute(
                    data,
                    "update image set removed_at = 1 where sha256 = '"
                            + old.content().image().sha256() + "'");
            assertThat(write().copied()).isEqualTo(1 + 1);

            assertThat(files(backup))
                    .hasSize(5)
                    .noneMatch(file -> file.contains(old.content().image().sha256()));
            Restore.check(backup);
        }
    }

    @Test
    void aPictureThatIsLostOrDamagedIsMarkedAsRemoved() throws Exception {
        try (TestHistory test = open()) {
            StoredInspection lost = test.add("lost", 0.5);
            StoredInspection damaged = test.add("damaged", 0.5);
            Files.delete(test.history.images().file(lost.content().image()));
            Files.writeString(test.history.images().file(damaged.content().image()), "DAMAGED");

            assertThat(write().missing()).isEqualTo(2);
        }
        Restore.restore(backup, place.resolve("restored"));
        try (History again = History.open(place.resolve("restored"), CLOCK)) {
            assertThat(again.inspections().list(InspectionFilter.ALL, null, 9))
                    .hasSize(2)
                    .allSatisfy(inspection ->
                            assertThat(inspection.content().image().removedAt()).isNotNull());
        }
    }

    @Test
    void aKillAtAnyMomentLeavesTheFormerBackup() throws Exception {
        try (TestHistory test = open()) {
            test.add("first", 0.5);
            write();
            for (int i = 0; i < 40; i++) {
                test.add("picture " + i, 0.5);
            }
        }
        for (int more : List.of(1, 15)) {
            int before = files(backup).size();
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BackupTest.class.getName(),
                            data.toString(),
                            backup.toString())
                    .inheritIO()
                    .start();
            long latest = System.currentTimeMillis() + DEADLINE_MILLIS;
            while (process.isAlive() && count() < before + more && System.currentTimeMillis() < latest) {
                Thread.onSpinWait();
            }
            process.destroyForcibly().waitFor();

            assertThat(Restore.check(backup).inspections()).isIn(1L, 41L);
        }
        write();
        assertThat(Restore.check(backup).inspections()).isEqualTo(41);
        assertThat(files(backup)).as("nothing of the killed ones is left").hasSize(41 + 3);
    }

    /** Counts the files while a process writes some and renames others. */
    private int count() throws IOException {
        try {
            return files(backup).size();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    /** A process that the test kills. */
    public static void main(String[] arguments) throws IOException {
        Backup.write(Path.of(arguments[0]), Path.of(arguments[1]), CLOCK);
    }

    @Test
    void aBackupThatFailsLeavesTheFormerOne() throws Exception {
        try (TestHistory test = open()) {
            test.add("first", 0.5);
            write();
            StoredInspection second = test.add("second", 0.5);
            Path image =
                    data.relativize(test.history.images().file(second.content().image()));
            Files.createDirectories(backup.resolve(image).resolve("in the way"));

            assertThatThrownBy(this::write).isInstanceOf(IOException.class).hasMessageContaining(image.toString());

            assertThat(Restore.check(backup).inspections()).isOne();
        }
    }

    /** Makes a backup of two pictures and returns one of them. */
    private Path saved() throws IOException {
        try (TestHistory test = open()) {
            StoredInspection inspection = test.add("a", 0.5);
            test.add("b", 0.5);
            write();
            return backup.resolve(data.relativize(
                    test.history.images().file(inspection.content().image())));
        }
    }

    private void assertNotWhole(String what) {
        assertThatThrownBy(() -> Restore.check(backup))
                .isInstanceOf(HistoryException.class)
                .hasMessage(backup + ": the backup is not whole: " + what);
        assertThatThrownBy(() -> Restore.restore(backup, place.resolve("restored")))
                .isInstanceOf(HistoryException.class);
        assertThat(place.resolve("restored")).doesNotExist();
    }

    @Test
    void findsAChangedFileAndAMissingOne() throws Exception {
        Path picture = saved();
        String path = backup.relativize(picture).toString();
        Files.writeString(picture, "A");
        assertNotWhole(path + " was changed or is damaged");

        Files.delete(picture);
        assertNotWhole(path + " is missing");

        Files.writeString(backup.resolve("records/history.db"), "no database");
        assertNotWhole(path + " is missing; records/history.db was changed or is damaged");
    }

    @Test
    void findsAPictureThatTheListLacks() throws Exception {
        Path picture = saved();
        String path = backup.relativize(picture).toString();
        Path list = backup.resolve("records/SHA256SUMS");
        Files.write(
                list,
                Files.readAllLines(list).stream()
                        .filter(line -> !line.endsWith(path))
                        .toList());

        assertNotWhole(path + " is in the records, and not in the backup");
    }

    @Test
    void findsAnAuditThatWasChangedTogetherWithTheList() throws Exception {
        saved();
        Path database = backup.resolve("records/history.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("update audit set actor = 'somebody else' where seq = 1");
        }
        Path list = backup.resolve("records/SHA256SUMS");
        String hash = Hashes.hex(Hashes.sha256(Files.readAllBytes(database)));
        Files.writeString(
                list,
                Files.readString(list).replaceFirst("[0-9a-f]{64}  records/history.db", hash + "  records/history.db"));

        assertNotWhole("the audit was changed outside the program, at entry 1");
    }

    @Test
    void noLineOfTheListLeadsOutOfTheFolder() throws Exception {
        saved();
        Path list = backup.resolve("records/SHA256SUMS");
        for (String path : List.of("../data/history.db", "/etc/passwd", "images/../../x", "images/.lock", "a\\b", "")) {
            Files.writeString(list, "0".repeat(64) + "  " + path + "\n");
            assertThatThrownBy(() -> Restore.restore(backup, place.resolve("restored")))
                    .isInstanceOf(HistoryException.class)
                    .hasMessage(list + ": line 1 is no hash with a path");
        }
    }

    @Test
    void writesIntoNoFolderOfSomebodyElse() throws Exception {
        assertThatThrownBy(this::write)
                .hasMessage(data + ": is no data folder of the service; give the --data-dir of 'serve'");
        try (TestHistory test = open()) {
            test.add("a", 0.5);
            assertThatThrownBy(() -> Backup.write(data, data.resolve("backup"), CLOCK))
                    .hasMessage(data.resolve("backup")
                            + ": lies in the data folder; give a folder elsewhere, on another disk");
            Path photos = place.resolve("photos");
            Files.createDirectories(photos.resolve("images"));
            Files.writeString(photos.resolve("images/mine.jpeg"), "mine");
            assertThatThrownBy(() -> Backup.write(data, photos, CLOCK))
                    .hasMessage(photos + ": is not empty, and no backup; give a new folder, or an earlier backup");
            write();
        }
        try (TestHistory other = new TestHistory(TestDatabase.SQLITE, place.resolve("other"))) {
            other.clock.advance(Duration.ofSeconds(1));
            assertThatThrownBy(() -> Backup.write(place.resolve("other"), backup, CLOCK))
                    .hasMessage(backup + ": is the backup of other records; give a folder of its own");
        }
        assertThat(place.resolve("photos/images/mine.jpeg")).hasContent("mine");
        assertThat(Restore.check(backup).inspections()).isOne();
    }

    @Test
    void restoresIntoNoFolderThatIsUsed() throws Exception {
        assertThatThrownBy(() -> Restore.check(place))
                .hasMessage(place + ": is no backup; give a folder that 'millsight backup' wrote");
        saved();
        try (TestHistory test = open()) {
            assertThat(test.history.isWritable()).isTrue();
            assertThatThrownBy(() -> Restore.restore(backup, data))
                    .isInstanceOf(HistoryException.class)
                    .hasMessage(data + ": a server uses this folder; end it, or give another folder");
        }
        assertThatThrownBy(() -> Restore.restore(backup, data)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void savesTheFilesOfRecordsThatAreOnAServer() throws Exception {
        Path restored = place.resolve("restored");
        StoredInspection inspection;
        try (TestHistory test = new TestHistory(TestDatabase.POSTGRES, data)) {
            inspection = test.add("a", 0.5);
            Files.createDirectories(data.resolve("datasets/1"));
            Files.writeString(data.resolve("datasets/1/data.jsonl"), "{}");

            assertThat(write()).isEqualTo(new Backup.Written(2, 2, 3, 0, false));
            assertThat(write().copied()).isZero();
        }

        assertThat(Restore.restore(backup, restored)).isEqualTo(new Restore.Content(2, 0, null, false));

        assertThat(restored.resolve("datasets/1/data.jsonl")).hasContent("{}");
        assertThat(restored.resolve("images")
                        .resolve(ImageStore.path(inspection.content().image())))
                .hasContent("a");
    }
}
