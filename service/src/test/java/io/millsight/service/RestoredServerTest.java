package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.Role;
import io.millsight.history.backup.Backup;
import io.millsight.history.backup.Restore;
import io.millsight.service.FakeInspector.Scene;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RestoredServerTest {

    @TempDir
    private Path place;

    @Test
    void aServerOnARestoredBackupShowsTheSameInspection() throws Exception {
        Path backup = place.resolve("backup");
        Path restored = place.resolve("restored");
        String token;
        JsonNode inspection;
        String path;
        try (TestServer test = TestServer.ready(place.resolve("data"))) {
            token = test.token(Role.VIEWER);
            inspection = test.inspect(Scene.SCRATCHES, 1);
            path = "/v1/inspections/" + inspection.path("id").asString();
            Backup.write(test.history().folder(), backup, Clock.systemUTC());
            test.inspect(Scene.SCRATCHES, 2);
        }
        Restore.restore(backup, restored);

        try (TestServer test = TestServer.ready(restored)) {
            assertThat(test.send(test.as(Role.VIEWER, path)).json(200)).isEqualTo(inspection);
            assertThat(test.send(test.as(Role.VIEWER, path + "/image"))
                            .response()
                            .body())
                    .isEqualTo(FakeInspector.picture(Scene.SCRATCHES, 1));
            assertThat(test.send(test.as(Role.VIEWER, "/v1/inspections"))
                            .json(200)
                            .path("items"))
                    .hasSize(1);
            assertThat(test.send(test.anonymous(path).header("Authorization", "Bearer " + token))
                            .status())
                    .as("tokens are restored, too")
                    .isEqualTo(200);
        }
    }
}
