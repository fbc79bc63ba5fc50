package io.millsight.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of an earlier version is brought up to date without a change of what it says. */
class MigrationTest {

    @TempDir
    private Path folder;

    @Test
    void inspectionsFromBeforeTheRecipesAreDecidedByTheFirstRevisionAndByTheirReviews() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve(History.DATABASE);
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:io/millsight/history/sqlite")
                .target("1")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into image values ('ab', 1, 9, 9, 'png', 0)");
            statement.executeUpdate(
                    "insert into adapter values ('m', 'nano', 'ab', null, null, 'ef', '[\"scratches\"]')");
            statement.executeUpdate(
                    "insert into deployment values ('d', 'm', 0.3, 'off', 'locked', '0.1.0', 'cpu', 0, null, null)");
            for (String state : new String[] {"open", "clean", "corrected", "rejected"}) {
                statement.executeUpdate(
                        "insert into inspection values ('" + state + "', 'ab', 'd', 'L1', 'C1', 1, null,"
                                + " null, null, null, 5, 'defects', 'hold', '', 0, '[]', 1, 1, 1, '" + state + "', 2)");
                statement.executeUpdate(
                        "insert into defect values ('" + state + "', 0, 'scratches', 1, 1, 2, 2, 0.4, 1)");
            }
            addReview(statement, "clean", "clean");
            addReview(statement, "rejected", "reject");
            addReview(statement, "corrected", "correct");
            statement.executeUpdate(
                    "insert into review_defect values ('corrected', 0, 'scratches', 1, 1, 2, 2, 'kept', 0)");
            statement.executeUpdate(
                    "insert into review_item values ('open', 0.6, 'sample', 1, null, null, null, null)");
        }
        Files.createDirectories(folder.resolve("images"));

        try (History history = History.open(folder, Clock.systemUTC())) {
            StoredInspection open = history.inspections().find("open").orElseThrow();
            assertThat(open.content().recipe().revision()).hasToString("default@1");
            assertThat(open.threshold(TestHistory.SCRATCHES)).isEqualTo(0.3);
            assertThat(open.defects()).hasSize(1);
            assertThat(disposition(history, "open")).isEqualTo(Disposition.HOLD);
            assertThat(disposition(history, "clean")).isEqualTo(Disposition.PASS);
            assertThat(disposition(history, "corrected")).isEqualTo(Disposition.HOLD);
            assertThat(disposition(history, "rejected")).isEqualTo(Disposition.HOLD);
        }
    }

    private static void addReview(Statement statement, String inspection, String action) throws Exception {
        statement.executeUpdate("insert into review values ('" + inspection + "', '" + inspection
                + "', 2, '1', 'Anna', 6, '" + action + "', null, null)");
    }

    private static Disposition disposition(History history, String inspection) {
        return history.inspections().find(inspection).orElseThrow().disposition();
    }
}
