package io.millsight.qwen;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder with the reference's numbers: the system property {@code millsight.golden} names another one of the same structure. For tests
 * of other modules, where the resources come in a jar, they are unpacked into a temporary folder once.
 */
public final class GoldenFolder {

    private static final Path FOLDER = find();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private GoldenFolder() {}

    public static Path file(String path) {
        return FOLDER.resolve(path);
    }

    /** The complete model folder among the fixtures. */
    public static Path model() {
        return file("model");
    }

    public static JsonNode json(String path) {
        return MAPPER.readTree(file(path).toFile());
    }

    /**
     * A file of the prompts that PEFT learned and continued, {@code extra.json} or {@code extra.safetensors}. The system property {@code
     * millsight.golden.comparators} names another folder for them. A test whose file is nowhere is skipped and says so.
     */
    public static Path promptTuning(String name) {
        String other = System.getProperty("millsight.golden.comparators");
        Path folder = other == null || other.isBlank()
                ? file("comparators")
                : Path.of(other).toAbsolutePath();
        Path file = folder.resolve("prompt_tuning").resolve(name);
        assumeTrue(Files.exists(file), "no " + file + "; set -Dmillsight.golden.comparators to have it");
        return file;
    }

    /** The numbers of {@code extra.json} beside the prompts. */
    public static JsonNode promptTuning() {
        return MAPPER.readTree(promptTuning("extra.json").toFile());
    }

    /** The float tensor of this name in one of the {@code .safetensors} files, row-major. */
    public static float[] floats(String path, String tensor) {
        return GoldenTensors.floats(file(path), tensor);
    }

    public static Set<String> tensorNames(String path) {
        return GoldenTensors.names(file(path));
    }

    /** The shape of every tensor in the model folder's files. */
    public static Map<String, long[]> modelTensorShapes() {
        Map<String, long[]> shapes = new TreeMap<>();
        try (Stream<Path> files = Files.list(model())) {
            files.filter(file -> file.toString().endsWith(".safetensors"))
                    .forEach(file -> shapes.putAll(GoldenTensors.shapes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shapes;
    }

    public static int[] ints(JsonNode array) {
        return array.values().stream().mapToInt(JsonNode::intValue).toArray();
    }

    private static Path find() {
        String other = System.getProperty("millsight.golden");
        if (other != null && !other.isBlank()) {
            return Path.of(other).toAbsolutePath();
        }
        URL marker = GoldenFolder.class.getResource("/golden/README.md");
        if (marker == null) {
            throw new IllegalStateException("the test resources hold no folder named golden");
        }
        try {
            URI uri = marker.toURI();
            return uri.getScheme().equals("jar") ? unpack(uri) : Path.of(uri).resolveSibling("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path unpack(URI marker) throws IOException {
        Path target = Files.createTempDirectory("millsight-golden");
        try (FileSystem jar = FileSystems.newFileSystem(marker, Map.of())) {
            Path source = jar.getPath("/golden");
            List<Path> files;
            try (Stream<Path> all = Files.walk(source)) {
                files = all.filter(Files::isRegularFile).toList();
            }
            for (Path file : files) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                try (InputStream in = Files.newInputStream(file)) {
                    Files.copy(in, copy);
                }
                copy.toFile().deleteOnExit();
            }
        }
        return target;
    }
}
