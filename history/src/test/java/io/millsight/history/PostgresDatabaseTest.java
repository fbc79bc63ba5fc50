package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static io.millsight.history.TestHistory.BEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several servers with one database do, and what happens while its server is away. */
class PostgresDatabaseTest {

    private static final int IMAGES = 60;

    @TempDir
    private Path folder;

    @Test
    void twoServersSeeTheInspectionsOfEachOther() {
        try (TestHistory one = new TestHistory(TestDatabase.POSTGRES, folder);
                TestHistory other = new TestHistory(TestDatabase.POSTGRES, folder)) {
            StoredInspection first = one.add("a", 0.1);
            StoredInspection second = other.add("b", 0.2);

            assertThat(other.history.inspections().find(first.id())).contains(first);
            assertThat(one.history.inspections().list(InspectionFilter.ALL, null, 9))
                    .containsExactlyInAnyOrder(first, second);
            assertThat(other.history.images().file(first.content().image())).exists();
        }
    }

    @Test
    void twoServersNeverLeaseOneInspectionTwice() throws Exception {
        try (TestHistory one = new TestHistory(TestDatabase.POSTGRES, folder);
                TestHistory other = new TestHistory(TestDatabase.POSTGRES, folder)) {
            for (int i = 0; i < IMAGES; i++) {
                one.add("picture " + i, 0.5);
            }
            List<Callable<List<String>>> reviewers = List.of(
                    () -> leases(one, ANNA),
                    () -> leases(other, BEN),
                    () -> leases(one, ANNA),
                    () -> leases(other, BEN));
            List<String> leased = new ArrayList<>();
            ExecutorService people = Executors.newFixedThreadPool(reviewers.size());
            for (Future<List<String>> result : people.invokeAll(reviewers)) {
                leased.addAll(result.get());
            }
            people.shutdown();

            assertThat(leased).hasSize(IMAGES).doesNotHaveDuplicates();
            assertThat(one.history.audit().firstBroken()).isEmpty();
        }
    }

    private static List<String> leases(TestHistory test, Actor person) {
        List<String> inspections = new ArrayList<>();
        while (test.history.queue().next(person) instanceof LeaseResult.Granted granted) {
            inspections.add(granted.inspection());
            test.history.audit().append(new AuditLog.Event(person, "lease", granted.inspection(), null, null));
        }
        return inspections;
    }

    @Test
    void aServerThatComesBackIsUsedAgain() throws Exception {
        try (TestPostgres postgres = TestPostgres.start();
                History history = History.open(folder, postgres.schema("a"), Clock.systemUTC())) {
            AccessTokens.Wish wish = new AccessTokens.Wish("Anna", Role.ADMIN, null);
            history.tokens().make(wish, Actor.PROGRAM);
            postgres.crash();

            assertThat(history.isWritable()).isFalse();
            assertThatThrownBy(() -> history.tokens().make(wish, Actor.PROGRAM))
                    .isInstanceOf(HistoryUnavailableException.class)
                    .hasMessageStartingWith("the database of the records does not answer (");

            postgres.resume();
            history.tokens().make(wish, Actor.PROGRAM);
            assertThat(history.tokens().list()).hasSize(2);
            assertThat(history.isWritable()).isTrue();
        }
    }

    @Test
    void saysWhyTheServerRefuses() {
        PostgresAddress right = TestPostgres.shared().schema("a");
        PostgresAddress wrong = new PostgresAddress(right.url(), "a guess");

        assertThatThrownBy(() -> History.open(folder, wrong, Clock.systemUTC()))
                .isInstanceOf(HistoryException.class)
                .hasMessageStartingWith(right.url() + ": cannot be opened as a history (")
                .hasMessageContaining("password authentication failed")
                .hasMessageNotContaining("a guess");
    }

    @Test
    void findsThePasswordInThePasswordFile() throws Exception {
        PostgresAddress address = TestPostgres.shared().schema("a");
        Path file = Files.writeString(folder.resolve("pgpass"), "*:*:*:*:" + address.password());
        System.setProperty("org.postgresql.pgpassfile", file.toString());
        try (History history = History.open(folder, new PostgresAddress(address.url(), null), Clock.systemUTC())) {
            assertThat(history.isWritable()).isTrue();
        } finally {
            System.clearProperty("org.postgresql.pgpassfile");
        }
    }

    @Test
    void anAddressHasNoPasswordInIt() {
        for (String url : List.of(
                "jdbc:postgresql://db/records?user=a&password=secret",
                "jdbc:postgresql://a:secret@db/records",
                "jdbc:postgresql://db/records?PASSWORD=secret")) {
            assertThatThrownBy(() -> new PostgresAddress(url, null))
                    .isInstanceOf(HistoryException.class)
                    .hasMessageNotContaining("secret")
                    .hasMessageContaining("PGPASSWORD");
        }
        assertThatThrownBy(() -> new PostgresAddress("jdbc:mysql://db/records", null))
                .hasMessageContaining("is not the address of a PostgreSQL database");
        assertThat(new PostgresAddress("jdbc:postgresql://db/records?user=a", "secret"))
                .asString()
                .doesNotContain("secret");
    }
}
