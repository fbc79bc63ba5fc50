package io.millsight.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {

    @TempDir
    private Path folder;

    @Test
    void aStartWithOtherSettingsEndsTheDeploymentBefore() {
        try (TestHistory test = new TestHistory(TestDatabase.SQLITE, folder)) {
            Deployments deployments = test.history.deployments();
            Deployment.Settings stricter = new Deployment.Settings(0.5, "off", "locked", "0.1.0", "cpu/float32");
            Deployment other = deployments.activate(TestHistory.MODEL, stricter, Actor.PROGRAM);
            Deployment.Model bare = new Deployment.Model("nano", "ab", null, null, "ef", TestHistory.MODEL.types());
            Deployment last = deployments.activate(bare, stricter, Actor.PROGRAM);

            assertThat(deployments.list())
                    .extracting(Deployment::id)
                    .containsExactly(last.id(), other.id(), test.deployment.id());
            assertThat(deployments.list())
                    .extracting(Deployment::to)
                    .containsExactly(null, test.clock.instant(), test.clock.instant());
        }
    }

    @Test
    void aFolderBelongsToOneProcess() {
        try (TestHistory test = new TestHistory(TestDatabase.SQLITE, folder)) {
            assertThatThrownBy(() -> History.open(folder, test.clock))
                    .isInstanceOf(HistoryException.class)
                    .hasMessage(folder + ": another process uses this history; end it, or give another folder");
        }
        new TestHistory(TestDatabase.SQLITE, folder).close();
    }

    @Test
    void saysWhenTheFileIsNoHistory() throws Exception {
        Files.writeString(folder.resolve(History.DATABASE), "this is no database".repeat(100));

        assertThatThrownBy(() -> History.open(folder, Clock.systemUTC()))
                .isInstanceOf(HistoryException.class)
                .hasMessageStartingWith(folder.resolve(History.DATABASE) + ": cannot be opened as a history (")
                .hasMessageEndingWith("); give another folder, or restore a backup");
    }

    @Test
    void saysThatItCannotWorkWhileAnotherProcessHoldsTheFile() throws Exception {
        AccessTokens.Wish wish = new AccessTokens.Wish("Anna", Role.ADMIN, null);
        try (TestHistory test = new TestHistory(TestDatabase.SQLITE, folder)) {
            try (Connection other = TestDatabase.SQLITE.connect(folder);
                    Statement statement = other.createStatement()) {
                statement.execute("begin immediate");
                assertThatThrownBy(() -> test.history.tokens().make(wish, Actor.PROGRAM))
                        .isInstanceOf(HistoryUnavailableException.class)
                        .hasMessageContaining("database is locked");
                assertThat(test.history.tokens().list())
                        .as("readers wait for nobody")
                        .isEmpty();
            }
            test.history.tokens().make(wish, Actor.PROGRAM);
            assertThat(test.history.tokens().list()).hasSize(1);
        }
    }

    @Test
    void bothKindsOfDatabaseHaveTheSameTables() throws Exception {
        new TestHistory(TestDatabase.SQLITE, folder).close();
        new TestHistory(TestDatabase.POSTGRES, folder).close();

        assertThat(TestDatabase.POSTGRES.columns(folder))
                .isEqualTo(TestDatabase.SQLITE.columns(folder))
                .containsKey("inspection");
    }
}
