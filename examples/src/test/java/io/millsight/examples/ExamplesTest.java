package io.millsight.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.steel.synthetic.SyntheticDataset;
import io.millsight.steel.synthetic.SyntheticSteel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example programs, on drawn surfaces and the model that comes with Millsight. */
class ExamplesTest {

    private static final String MODEL = "../models/nano";
    private static final String ADAPTER = "../models/nano-neu-det";

    @TempDir
    static Path place;

    private static Path dataset;

    @BeforeAll
    static void draw() throws IOException {
        dataset = place.resolve("steel");
        new SyntheticDataset(SyntheticSteel.REAL, SyntheticDataset.MINIMUM, 1).write(dataset, drawn -> {});
    }

    /** Runs a program and returns what it prints. */
    private static String run(Example example, Object... arguments) {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            example.start(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Example {
        void start(String[] arguments);
    }

    private static Path image() throws IOException {
        try (Stream<Path> files = Files.walk(dataset)) {
            return files.filter(file ->
                            file.toString().endsWith(".png") || file.toString().endsWith(".jpg"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void describesAnImage() throws IOException {
        List<String> lines =
                run(DescribeImage::main, MODEL, ADAPTER, image()).lines().toList();

        assertThat(lines.get(0)).isIn("DEFECTS", "CLEAN", "UNDETERMINED");
        assertThat(lines).hasSizeGreaterThan(1);
    }

    @Test
    void trainsAnAdapterThatDescribes() throws IOException {
        Path run = place.resolve("run");

        assertThat(run(TrainAdapter::main, MODEL, dataset, run)).contains("step 2 of 2: loss ", "trained: " + run);
        assertThat(run(DescribeImage::main, MODEL, run, image())).isNotBlank();
    }

    @Test
    void evaluatesAModel() {
        Path report = place.resolve("report");

        assertThat(run(EvaluateModel::main, MODEL, ADAPTER, dataset, report)).startsWith("F1 ");
        assertThat(report.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void comparesAModelWithADetector() throws IOException {
        Path results = Files.writeString(place.resolve("detector.json"), "[]");
        Path report = place.resolve("comparison");

        run(CompareWithDetector::main, MODEL, ADAPTER, results, dataset, report);

        assertThat(report.resolve("comparison.html")).isNotEmptyFile();
    }
}
