package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.InspectionFilter;
import io.millsight.history.StoredInspection;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.watch.FolderWatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A folder whose new images are inspected. */
class FolderWatcherTest {

    private static final Duration PAUSE = Duration.ofMillis(50);

    @TempDir
    private Path place;

    private Path folder = Path.of("");

    @BeforeEach
    void makeTheFolder() throws IOException {
        folder = Files.createDirectories(place.resolve("incoming"));
    }

    private TestServer server() throws InterruptedException {
        return TestServer.ready(place.resolve("data"));
    }

    private FolderWatcher watch(TestServer test) throws IOException {
        FolderWatcher watcher = new FolderWatcher(folder, test.server().intake(), test.history(), PAUSE);
        watcher.start();
        return watcher;
    }

    private Path put(String name, Scene scene, int number) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, FakeInspector.picture(scene, number));
    }

    private JsonNode result(String name) throws Exception {
        Path file = folder.resolve(name + ".json");
        await(() -> Files.exists(file));
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("it never came").isLessThan(end);
            Thread.sleep(10);
        }
    }

    private List<String> table() throws IOException {
        return Files.readAllLines(folder.resolve(FolderWatcher.TABLE));
    }

    private static List<StoredInspection> stored(TestServer test) {
        return test.history().inspections().list(InspectionFilter.ALL, null, 99);
    }

    @Test
    void writesAResultBesideTheImageAndARowOfTheTable() throws Exception {
        try (TestServer test = server();
                FolderWatcher watcher = watch(test)) {
            put("L1/C42/0017.png", Scene.SCRATCHES, 1);
            put("loose picture.png", Scene.CLEAN, 2);

            JsonNode defective = result("L1/C42/0017.png");
            JsonNode clean = result("loose picture.png");

            assertThat(defective.path("verdict").asString()).isEqualTo("DEFECTS");
            assertThat(defective.at("/context/line").asString()).isEqualTo("L1");
            assertThat(defective.at("/context/coil").asString()).isEqualTo("C42");
            assertThat(defective.at("/context/frame").asInt()).isEqualTo(17);
            assertThat(clean.at("/context/coil").isNull()).isTrue();
            assertThat(table())
                    .hasSize(3)
                    .anySatisfy(row ->
                            assertThat(row).startsWith("L1/C42/0017.png,").endsWith(",DEFECTS,HOLD,1,scratches,"));
            assertThat(watcher).isNotNull();
        }
    }

    @Test
    void aBadFileGetsAnErrorOnce() throws Exception {
        try (TestServer test = server();
                FolderWatcher watcher = watch(test)) {
            Files.writeString(folder.resolve("text.png"), "no image");
            put("broken.png", Scene.BROKEN, 1);

            assertThat(result("text.png").path("error").asString()).startsWith("give a PNG");
            assertThat(result("broken.png").path("error").asString()).startsWith("the model failed");
            put("last.png", Scene.CLEAN, 3);
            result("last.png");
            assertThat(table()).hasSize(4);
            assertThat(watcher).isNotNull();
        }
    }

    @Test
    void aFileThatGrowsWaitsAndTemporaryNamesAndLinksAreLeftOut() throws Exception {
        Path outside = Files.write(place.resolve("secret.png"), FakeInspector.picture(Scene.CLEAN, 9));
        Files.createSymbolicLink(folder.resolve("link.png"), outside);
        Files.createSymbolicLink(folder.resolve("all"), place);
        put(".hidden.png", Scene.CLEAN, 8);
        put("camera.png.part", Scene.CLEAN, 7);
        byte[] whole = FakeInspector.picture(Scene.SCRATCHES, 1);
        Path growing = Files.write(folder.resolve("growing.png"), new byte[0]);
        try (TestServer test = server();
                FolderWatcher watcher = watch(test)) {
            for (byte each : whole) {
                Files.write(growing, new byte[] {each}, StandardOpenOption.APPEND);
                Thread.sleep(1);
            }

            await(() -> result("growing.png").path("verdict").asString("").equals("DEFECTS"));
            assertThat(stored(test)).hasSize(1);
            assertThat(watcher).isNotNull();
        }
    }

    /** What a kill can leave: a row without its file, half a row, an inspection without either. */
    @Test
    void afterAKillEachImageHasOneRowAndOneInspection() throws Exception {
        put("a.png", Scene.SCRATCHES, 1);
        put("b.png", Scene.CLEAN, 2);
        try (TestServer test = server()) {
            try (FolderWatcher watcher = watch(test)) {
                result("a.png");
                result("b.png");
                assertThat(watcher).isNotNull();
            }
            List<String> before = table();
            Files.delete(folder.resolve("a.png.json"));
            Files.delete(folder.resolve("b.png.json"));
            String torn = String.join(
                    "\n", before.get(0), before.get(1), before.get(2).substring(0, 20));
            Files.writeString(folder.resolve(FolderWatcher.TABLE), torn, StandardCharsets.UTF_8);
            try (FolderWatcher watcher = watch(test)) {
                result("a.png");
                result("b.png");
                assertThat(watcher).isNotNull();
            }

            assertThat(table()).containsExactlyInAnyOrderElementsOf(before);
            assertThat(stored(test)).hasSize(2);
        }
    }

    @Test
    void aReplacedImageIsInspectedAgain() throws Exception {
        try (TestServer test = server();
                FolderWatcher watcher = watch(test)) {
            put("a.png", Scene.CLEAN, 1);
            result("a.png");
            Thread.sleep(20); // file systems with coarse clocks
            put("a.png", Scene.SCRATCHES, 2);

            await(() -> result("a.png").path("verdict").asString("").equals("DEFECTS"));
            assertThat(table()).hasSize(3);
            assertThat(watcher).isNotNull();
        }
    }
}
