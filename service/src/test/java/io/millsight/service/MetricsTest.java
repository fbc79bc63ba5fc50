package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.Role;
import io.millsight.service.FakeInspector.Scene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {

    private static final Path MANUAL = Path.of("../docs/serving.md");

    @TempDir
    private Path folder;

    @Test
    void theManualNamesEveryMeterAndTheModelThatAnswers() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            test.inspect(Scene.SCRATCHES, 1);
            test.inspect(Scene.UNREADABLE, 2);
            String text = test.send(test.as(Role.VIEWER, "/metrics")).text();
            List<String> meters = Pattern.compile("^# TYPE millsight_(\\w+)", Pattern.MULTILINE)
                    .matcher(text)
                    .results()
                    .map(found -> found.group(1).replaceFirst("_max$", ""))
                    .toList();
            String manual = Files.readString(MANUAL);
            String chapter = manual.substring(manual.indexOf("## Watching it"));

            assertThat(meters)
                    .hasSizeGreaterThan(15)
                    .allSatisfy(meter -> assertThat(chapter).contains("`" + meter + "`"));
            assertThat(text)
                    .containsPattern("millsight_native_handles \\d")
                    .contains(
                            "millsight_model_info{adapter=\"fake-adapter\",base=\"fake\",dtype=\"float32\",hash=\"cd\"} 1");
        }
    }
}
