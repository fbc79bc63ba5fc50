package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.Role;
import io.millsight.service.FakeInspector.Scene;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class StatisticsRoutesTest {

    @TempDir
    private Path folder;

    @Test
    void showsCoilsWithTheirPictures() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            upload(test, Scene.SCRATCHES, 2, "?line=L1&coil=C1&frame=2");
            upload(test, Scene.CLEAN, 1, "?line=L1&coil=C1&frame=1");
            upload(test, Scene.CLEAN, 3, "?line=L2&coil=C2&frame=1");

            JsonNode coils = get(test, "/v1/coils?line=L1").path("items");
            assertThat(coils).hasSize(1);
            assertThat(coils.at("/0/id").asString()).isEqualTo("C1");
            assertThat(coils.at("/0/disposition").asString()).isEqualTo("HOLD");
            assertThat(coils.at("/0/pictures/all").asInt()).isEqualTo(2);
            JsonNode first = get(test, "/v1/coils?limit=1");
            JsonNode second =
                    get(test, "/v1/coils?limit=1&cursor=" + first.path("next").asString());
            assertThat(first.at("/items/0/id").asString()).isEqualTo("C2");
            assertThat(second.at("/items/0/id").asString()).isEqualTo("C1");
            assertThat(second.path("next").isNull()).isTrue();
            JsonNode coil = get(test, "/v1/coils/C1");
            assertThat(coil.at("/boxes/scratches").asInt()).isEqualTo(1);
            assertThat(coil.at("/inspections/0/frame").asInt()).isEqualTo(1);
            assertThat(coil.at("/inspections/1/defects/0/box").toString()).isEqualTo("[10.0,0.0,20.0,39.0]");
            assertThat(test.send(test.as(Role.VIEWER, "/v1/coils/C9")).problem(404))
                    .isEqualTo("not_found");
        }
    }

    @Test
    void countsDefectsByGroupAndByHour() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            upload(test, Scene.SCRATCHES, 1, "?line=L1&coil=C1");
            upload(test, Scene.SCRATCHES, 2, "?line=L1&coil=C1");
            upload(test, Scene.SCRATCHES, 3, "?line=L2&coil=C2");
            upload(test, Scene.UNREADABLE, 4, "?line=L2&coil=C2");

            assertThat(get(test, "/v1/stats/pareto").path("items").toString())
                    .isEqualTo("[{\"key\":\"scratches\",\"defects\":3,\"images\":3}]");
            assertThat(get(test, "/v1/stats/pareto?by=coil").at("/items/0/key").asString())
                    .isEqualTo("C1");
            assertThat(get(test, "/v1/stats/pareto?by=hour").at("/items/0/key").asString())
                    .endsWith(":00:00Z");
            JsonNode hours = get(test, "/v1/stats/trend").path("items");
            int images = 0;
            int undetermined = 0;
            for (JsonNode hour : hours) { // the clock may strike meanwhile
                images += hour.path("images").asInt();
                undetermined += hour.path("undetermined").asInt();
            }
            assertThat(images).isEqualTo(4);
            assertThat(undetermined).isEqualTo(1);
            assertThat(get(test, "/v1/stats/drift").path("index").isNull()).isTrue();
            assertThat(get(test, "/v1/stats/drift").path("boxes").asInt()).isEqualTo(3);
        }
    }

    @Test
    void findsDefectsAtEqualDistances() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            for (int turn = 0; turn < 6; turn++) {
                upload(
                        test,
                        Scene.SCRATCHES,
                        turn,
                        "?coil=C1&frame=" + turn + "&x_mm=" + turn * 1900 + "&length_mm=400");
            }

            JsonNode repeat = get(test, "/v1/stats/repeats").at("/items/0");
            assertThat(repeat.path("coil").asString()).isEqualTo("C1");
            assertThat(repeat.path("period_mm").asDouble()).isEqualTo(1900);
            assertThat(repeat.path("marks")).hasSize(6);
        }
    }

    @Test
    void refusesAPeriodThatEndsBeforeItBegins() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            assertThat(test.send(test.as(
                                    Role.VIEWER, "/v1/stats/trend?from=2026-11-28T10:00:00Z&to=2026-11-28T09:00:00Z"))
                            .problem(400))
                    .isEqualTo("invalid_request");
        }
    }

    private static void upload(TestServer test, Scene scene, int number, String query)
            throws IOException, InterruptedException {
        test.send(test.upload(FakeInspector.picture(scene, number), query)).json(201);
    }

    private static JsonNode get(TestServer test, String path) throws IOException, InterruptedException {
        return test.send(test.as(Role.VIEWER, path)).json(200);
    }
}
