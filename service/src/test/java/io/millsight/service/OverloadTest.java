package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.InspectionFilter;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.queue.InspectionQueue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images come twice as fast as the model can take them: 200 a second, where it takes 100. */
class OverloadTest {

    private static final int IMAGES = 300;
    private static final long EVERY_MILLIS = 5;

    @TempDir
    private Path folder;

    @Test
    void everyRequestGetsAVerdictOrIsToldToComeAgain() throws Exception {
        InspectionQueue.Limits limits = new InspectionQueue.Limits(16, 64 << 20);
        try (TestServer test = new TestServer(folder, () -> new FakeInspector().loaded(), limits)) {
            test.server().awaitModel();
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            List<Integer> live = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                answers.add(test.client()
                        .sendAsync(
                                test.upload(FakeInspector.picture(Scene.BUSY, i), "")
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray()));
                if (i % 20 == 0) {
                    live.add(test.send(test.anonymous("/live")).status());
                }
                Thread.sleep(EVERY_MILLIS);
            }
            List<Integer> statuses =
                    answers.stream().map(answer -> answer.join().statusCode()).toList();

            long verdicts = statuses.stream().filter(status -> status == 201).count();
            long refused = statuses.stream().filter(status -> status == 429).count();
            assertThat(verdicts + refused).isEqualTo(IMAGES);
            assertThat(verdicts).isPositive();
            assertThat(refused).isPositive();
            assertThat(live).containsOnly(200);
            assertThat(test.history().inspections().list(InspectionFilter.ALL, null, IMAGES))
                    .hasSize((int) verdicts);
        }
    }
}
