package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachDatabase
class AccessTest {

    private static final AccessTokens.Wish ADMIN = new AccessTokens.Wish("Anna", Role.ADMIN, null);

    @TempDir
    private Path folder;

    private final TestDatabase database;

    AccessTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void knowsATokenByItsTextOnly() {
        try (TestHistory test = new TestHistory(database, folder)) {
            AccessTokens tokens = test.history.tokens();
            AccessTokens.Made made = tokens.make(ADMIN, Actor.PROGRAM);

            assertThat(made.text()).matches("ms_[0-9a-f]{12}_[A-Za-z0-9_-]{43}");
            assertThat(tokens.authenticate(made.text())).contains(made.token());
            assertThat(tokens.authenticate(made.text() + "x")).isEmpty();
            assertThat(tokens.authenticate("ms_" + made.token().id() + "_")).isEmpty();
            assertThat(tokens.authenticate("")).isEmpty();
            assertThat(tokens.list())
                    .hasSize(1)
                    .first()
                    .extracting(AccessToken::lastUsedAt)
                    .isNotNull();
        }
    }

    @Test
    void neitherTheFolderNorATextOfTheObjectsHoldsASecret() throws Exception {
        String secret;
        try (TestHistory test = new TestHistory(database, folder)) {
            AccessTokens.Made made = test.history.tokens().make(ADMIN, Actor.PROGRAM);
            secret = made.text().substring(made.text().lastIndexOf('_') + 1);
            Sessions.Opened session = test.history.sessions().open(made.token());
            assertThat(made.toString()).doesNotContain(secret);
            assertThat(session.toString()).doesNotContain(session.secret());
        }
        assertThat(database.dump(folder)).contains("Anna").doesNotContain(secret);
    }

    @Test
    void aTokenEndsAtItsTime() {
        try (TestHistory test = new TestHistory(database, folder)) {
            AccessTokens tokens = test.history.tokens();
            AccessTokens.Made made = tokens.make(new AccessTokens.Wish("Cam", Role.OPERATOR, Duration.ofDays(1)), ANNA);

            test.clock.advance(Duration.ofDays(1).minusMillis(1));
            assertThat(tokens.authenticate(made.text())).isPresent();
            test.clock.advance(Duration.ofMillis(1));
            assertThat(tokens.authenticate(made.text())).isEmpty();
        }
    }

    @Test
    void deletingATokenEndsItsSessions() {
        try (TestHistory test = new TestHistory(database, folder)) {
            AccessTokens tokens = test.history.tokens();
            tokens.make(ADMIN, Actor.PROGRAM);
            AccessTokens.Made made = tokens.make(new AccessTokens.Wish("Ben", Role.VIEWER, null), ANNA);
            Sessions.Opened session = test.history.sessions().open(made.token());
            assertThat(test.history.sessions().find(session.secret()))
                    .contains(new Sessions.Session(made.token(), session.expiresAt()));

            assertThat(tokens.delete(made.token().id(), ANNA)).isEqualTo(AccessTokens.Deletion.DONE);

            assertThat(tokens.authenticate(made.text())).isEmpty();
            assertThat(test.history.sessions().find(session.secret())).isEmpty();
            assertThat(tokens.delete(made.token().id(), ANNA)).isEqualTo(AccessTokens.Deletion.MISSING);
        }
    }

    @Test
    void keepsTheLastTokenThatCanManageTokens() {
        try (TestHistory test = new TestHistory(database, folder)) {
            AccessTokens tokens = test.history.tokens();
            AccessTokens.Made made = tokens.make(ADMIN, Actor.PROGRAM);

            assertThat(tokens.delete(made.token().id(), ANNA)).isEqualTo(AccessTokens.Deletion.LAST_ADMIN);
            assertThat(tokens.hasAdmin()).isTrue();
        }
    }

    @Test
    void aSessionEndsByLogoutAndByTime() {
        try (TestHistory test = new TestHistory(database, folder)) {
            AccessTokens.Made made = test.history.tokens().make(ADMIN, Actor.PROGRAM);
            Sessions sessions = test.history.sessions();
            Sessions.Opened first = sessions.open(made.token());
            Sessions.Opened second = sessions.open(made.token());

            sessions.end(first.secret());
            assertThat(sessions.find(first.secret())).isEmpty();
            assertThat(sessions.find(second.secret())).isPresent();
            test.clock.advance(Sessions.LIFETIME);
            assertThat(sessions.find(second.secret())).isEmpty();
        }
    }

    @Test
    void theAuditTellsWhoChangedWhat() {
        try (TestHistory test = new TestHistory(database, folder)) {
            AccessTokens.Made made = test.history.tokens().make(ADMIN, Actor.PROGRAM);

            assertThat(test.history.audit().list(Long.MAX_VALUE, 1))
                    .containsExactly(new AuditLog.Entry(
                            2,
                            test.clock.instant(),
                            "millsight",
                            "token_made",
                            made.token().id(),
                            null,
                            "Anna, admin"));
            assertThat(test.history.audit().list(2, 9))
                    .extracting(AuditLog.Entry::action)
                    .containsExactly("deployment");
            assertThat(test.history.audit().firstBroken()).isEqualTo(OptionalLong.empty());
        }
    }

    @Test
    void findsAChangedAndARemovedEntryOfTheAudit() throws Exception {
        try (TestHistory test = new TestHistory(database, folder)) {
            for (int i = 0; i < 3; i++) {
                test.history.tokens().make(ADMIN, Actor.PROGRAM);
            }
        }
        change("update audit set actor = 'nobody' where seq = 3");
        assertThat(firstBroken()).isEqualTo(OptionalLong.of(3));
        change("delete from audit where seq = 2");
        assertThat(firstBroken()).isEqualTo(OptionalLong.of(3));
    }

    private OptionalLong firstBroken() {
        try (History history = database.open(folder, Clock.systemUTC())) {
            return history.audit().firstBroken();
        }
    }

    private void change(String sql) throws Exception {
        database.execute(folder, sql);
    }
}
