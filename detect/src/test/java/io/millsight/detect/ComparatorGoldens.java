package io.millsight.detect;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One folder of recorded numbers of the reference detectors, for example {@code ops} or {@code faster_rcnn/resnet18}. It is looked for in the folder
 * that the system property {@code millsight.golden.comparators} names; without the property among the test resources, then in {@code
 * ../shared/golden/comparators} beside the project. A test whose folder is nowhere is skipped and says so.
 */
public final class ComparatorGoldens {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final Path folder;

    private ComparatorGoldens(Path folder) {
        this.folder = folder;
    }

    /** Opens a folder, or skips the test that asks for it. */
    public static ComparatorGoldens open(String name) {
        List<Path> candidates = candidates(name);
        Path folder = candidates.stream().filter(Files::isDirectory).findFirst().orElse(null);
        assumeTrue(
                folder != null,
                "no golden numbers in " + candidates + "; set -Dmillsight.golden.comparators to have them");
        return new ComparatorGoldens(folder);
    }

    private static List<Path> candidates(String name) {
        String other = System.getProperty("millsight.golden.comparators");
        return other != null && !other.isBlank()
                ? List.of(Path.of(other, name))
                : List.of(
                        Path.of("src/test/resources/golden", name),
                        Path.of("../../shared/golden/comparators", name)); // the tests run in the module's folder
    }

    /** Returns the path of a file in the folder. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    public JsonNode json(String file) {
        return JSON.readTree(file(file).toFile());
    }

    /** Returns the names of the tensors in a safetensors file. */
    public Set<String> names(String file) {
        try (SafetensorsFile tensors = SafetensorsFile.open(file(file))) {
            return Set.copyOf(tensors.names());
        }
    }

    /** Returns a tensor of a safetensors file, in memory of its own; it belongs to the current scope. */
    public Tensor tensor(String file, String name) {
        try (SafetensorsFile tensors = SafetensorsFile.open(file(file));
                Scope scope = Scope.open()) {
            return scope.keep(tensors.tensor(name).copy());
        }
    }

    /** Returns the values of a tensor, row-major. */
    public float[] floats(String file, String name) {
        try (Scope scope = Scope.open()) {
            return tensor(file, name).toFloats();
        }
    }

    /** Returns the values of a tensor of whole numbers, row-major. */
    public int[] ints(String file, String name) {
        try (Scope scope = Scope.open()) {
            return Arrays.stream(tensor(file, name).toLongs())
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
    }

    public static int[] ints(JsonNode list) {
        return list.values().stream().mapToInt(JsonNode::intValue).toArray();
    }

    public static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).floatValue();
        }
        return values;
    }
}
