package io.millsight.detect.folder;

import io.millsight.detect.Detector;
import io.millsight.detect.DetectorException;
import io.millsight.detect.Network;
import io.millsight.detect.ScoredBox;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.files.AtomicFile;
import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.files.RunLayout;
import io.millsight.image.RgbImage;
import io.millsight.runs.TrainerState;
import io.millsight.steel.DefectType;
import io.millsight.torch.Autocast;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A folder with a trained detector: {@code detector.json} says what the network is, {@code model.safetensors} holds its weights under the names of
 * the reference implementation.
 *
 * @param path the folder
 * @param description what detector.json says of the network
 * @param parameters number of trained parameters, as detector.json says
 */
public record DetectorFolder(Path path, DetectorDescription description, long parameters) {

    /** The file by which a detector's folder is recognised. */
    public static final String FILE = "detector.json";

    private static final String WEIGHTS = "model.safetensors";
    private static final long MAXIMUM_BYTES = 1 << 20; // of detector.json
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Returns whether a path is the folder of a detector, or a run that trained one. */
    public static boolean is(Path path) {
        return find(path).isPresent();
    }

    /** Returns the folder of the weights: the folder itself, or the best checkpoint of a run. */
    private static Optional<Path> find(Path path) {
        if (Files.exists(path.resolve(FILE))) {
            return Optional.of(path);
        }
        RunLayout run = new RunLayout(path);
        if (!run.isRun()) {
            return Optional.empty();
        }
        try {
            return run.lastCheckpoint()
                    .filter(last -> Files.exists(last.resolve(FILE)))
                    .map(last -> bestOf(run, last));
        } catch (IOException e) {
            throw new DetectorException(path + ": cannot be listed: " + InputFile.reason(e), e);
        }
    }

    private static Path bestOf(RunLayout run, Path last) {
        Path best = run.checkpoint(TrainerState.read(last).bestStep());
        return Files.exists(best.resolve(FILE)) ? best : last;
    }

    /**
     * Reads what a detector is. The weights are not read.
     *
     * @param path a detector's folder, or a run that trained one, for its best checkpoint by the run's metric
     * @throws DetectorException if detector.json is missing or wrong
     */
    public static DetectorFolder open(Path path) {
        Path folder = find(path)
                .orElseThrow(() -> new DetectorException(path + ": is no detector; its " + FILE + " is missing"));
        Path file = folder.resolve(FILE);
        try {
            JsonNode root = JSON.readTree(InputFile.read(file, MAXIMUM_BYTES));
            return new DetectorFolder(
                    folder, read(file, root), root.path("parameters").asLong(0));
        } catch (IOException e) {
            throw new DetectorException(file + ": cannot be read: " + InputFile.reason(e), e);
        } catch (JacksonException e) {
            throw new DetectorException(file + ": is not JSON: " + MessageText.oneLine(e.getOriginalMessage()), e);
        }
    }

    private static DetectorDescription read(Path file, JsonNode root) {
        String method = root.path("method").asString("");
        List<String> variants = Networks.variants(method);
        if (variants.isEmpty()) {
            throw new DetectorException(file + ": the method " + MessageText.quote(method) + " is not one of "
                    + String.join(", ", Networks.methods()));
        }
        String variant = root.path("variant").asString("");
        if (!variants.contains(variant)) {
            throw new DetectorException(file + ": the variant " + MessageText.quote(variant) + " is not one of "
                    + String.join(", ", variants));
        }
        int size = root.path("image_size").asInt(0);
        if (size < Networks.SIZE_STEP || size > Networks.MAX_SIZE || size % Networks.SIZE_STEP != 0) {
            throw new DetectorException(file + ": image_size is " + size + ", expected a multiple of "
                    + Networks.SIZE_STEP + " up to " + Networks.MAX_SIZE);
        }
        return new DetectorDescription(
                method,
                variant,
                types(file, root),
                size,
                number(root, "frozen_norm_epsilon"),
                number(root, "score_threshold"));
    }

    private static @Nullable Double number(JsonNode root, String key) {
        return root.path(key).isNumber() ? root.path(key).asDouble() : null;
    }

    private static List<DefectType> types(Path file, JsonNode root) {
        try {
            List<DefectType> types = root.path("types")
                    .valueStream()
                    .map(name -> new DefectType(name.asString("")))
                    .toList();
            if (!types.isEmpty() && types.stream().distinct().count() == types.size()) {
                return types;
            }
        } catch (IllegalArgumentException e) {
            throw new DetectorException(file + ": types: " + e.getMessage(), e);
        }
        throw new DetectorException(file + ": types has to list different names, at least one");
    }

    /** Writes a detector into a folder. */
    public static void write(Path folder, DetectorDescription description, NetworkWeights weights) throws IOException {
        SafetensorsWriter.write(folder.resolve(WEIGHTS), weights.tensors());
        ObjectNode node = JSON.createObjectNode();
        node.put("method", description.method());
        node.put("variant", description.variant());
        ArrayNode types = node.putArray("types");
        description.types().forEach(type -> types.add(type.name()));
        node.put("image_size", description.imageSize());
        node.put("parameters", weights.parameterCount());
        if (description.frozenEpsilon() != null) {
            node.put("frozen_norm_epsilon", description.frozenEpsilon());
        }
        description.scoreThreshold().ifPresent(threshold -> node.put("score_threshold", threshold));
        AtomicFile.write(folder.resolve(FILE), (JSON.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the types that the detector knows. */
    public List<DefectType> types() {
        return description.types();
    }

    /** Returns the method, such as {@code yolov7}. */
    public String method() {
        return description.method();
    }

    /** Returns the least score of a box that is reported; empty if none was chosen. */
    public Optional<Double> scoreThreshold() {
        return description.scoreThreshold();
    }

    /**
     * Builds the network with the weights of this folder.
     *
     * @return the network, which the caller closes
     * @throws DetectorException if a tensor is missing, left over, or of another shape
     */
    public Network network(Device device) {
        return network(device, path.resolve(WEIGHTS));
    }

    /** Builds the network with the weights of a file, as {@link #network(Device)}. */
    public Network network(Device device, Path file) {
        NetworkWeights weights = new NetworkWeights(device);
        Set<String> left;
        Network network;
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            left = new HashSet<>(tensors.names());
            network = Networks.build(description, weights, weights.source((name, initial, shape) -> {
                left.remove(name);
                return tensor(tensors, name, shape);
            }));
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
        left.removeIf(name -> name.endsWith(NetworkWeights.UNUSED));
        if (!left.isEmpty()) {
            network.close();
            throw new DetectorException(file + ": the tensor "
                    + MessageText.excerpt(left.stream().sorted().findFirst().orElseThrow())
                    + " does not belong to a network of " + description.method() + " " + description.variant());
        }
        return network;
    }

    private static Tensor tensor(SafetensorsFile file, String name, long... shape) {
        TensorHeader header = file.header(name);
        if (!Arrays.equals(header.extents(), shape)) {
            throw new DetectorException(file.path() + ": the tensor " + name + " has the shape " + header.shape()
                    + ", expected " + Arrays.toString(shape));
        }
        return DetectorException.requireFinite(
                file.path(), name, file.tensor(name).to(DType.FLOAT32).copy());
    }

    /**
     * Loads the detector in the form that detects fastest.
     *
     * @param dtype to compute in
     * @return the detector, which the caller closes
     */
    public Detector load(Device device, DType dtype) {
        Network network = Networks.forDetection(network(device), dtype);
        List<DefectType> types = types();
        return new Detector() {
            @Override
            public List<DefectType> types() {
                return types;
            }

            @Override
            public List<List<ScoredBox>> detect(List<RgbImage> images) {
                try (Autocast cast = Autocast.open(device, dtype)) {
                    return network.detect(images);
                }
            }

            @Override
            public void close() {
                network.close();
            }
        };
    }
}
