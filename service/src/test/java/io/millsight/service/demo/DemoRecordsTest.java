package io.millsight.service.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.history.HistoryException;
import io.millsight.history.InspectionFilter;
import io.millsight.history.ReviewState;
import io.millsight.history.StoredInspection;
import io.millsight.service.FakeInspector;
import io.millsight.service.TestServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoRecordsTest {

    @TempDir
    private Path folder;

    @Test
    void fillsAFreshFolderOnceWithCoilsAndReviews() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            test.history().markDemo();
            DemoRecords demo = new DemoRecords(test.history(), test.server().intake(), Clock.systemUTC());

            demo.fill();
            List<StoredInspection> all = test.history().inspections().list(InspectionFilter.ALL, null, 999);
            demo.fill();

            assertThat(test.history().inspections().list(InspectionFilter.ALL, null, 999))
                    .hasSameSizeAs(all);
            assertThat(all).hasSize(42);
            assertThat(all.stream()
                            .map(inspection -> inspection.content().context().coil())
                            .collect(Collectors.toSet()))
                    .hasSize(6);
            assertThat(all)
                    .filteredOn(inspection -> inspection.state() != ReviewState.OPEN)
                    .hasSize(14);
            assertThat(test.send(test.anonymous("/version"))
                            .json(200)
                            .path("demo")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void leavesAFolderWithOtherRecordsAlone() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            test.inspect(FakeInspector.Scene.CLEAN, 1);

            assertThatThrownBy(() -> test.history().markDemo())
                    .isInstanceOf(HistoryException.class)
                    .hasMessage(folder + ": has records that are no demo; give another folder for the demo");
            assertThat(test.send(test.anonymous("/version"))
                            .json(200)
                            .path("demo")
                            .asBoolean(true))
                    .isFalse();
        }
    }
}
