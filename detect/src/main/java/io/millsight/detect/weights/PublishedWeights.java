package io.millsight.detect.weights;

import io.millsight.detect.DetectorException;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.net.WeightSource;
import io.millsight.detect.rcnn.FasterRcnnConfig;
import io.millsight.files.InputFile;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Weights from which a training starts: a safetensors, {@code .pth} or {@code .pt} file of a whole detector or of a backbone that was trained to
 * classify images. Names of older torchvision versions and of bare backbones are translated. Nothing in a file is executed.
 */
public final class PublishedWeights implements AutoCloseable {

    /** The layers whose size depends on the number of types or of anchors. */
    private static final Pattern HEAD = Pattern.compile("roi_heads\\.box_predictor\\..*"
            + "|rpn\\.head\\.(cls_logits|bbox_pred)\\..*"
            + "|model\\.\\d+\\.(m|im)\\.\\d+\\..*|model\\.\\d+\\.anchor(s|_grid)");

    private static final Pattern BODY = Pattern.compile("backbone\\.body\\..*");
    private static final Pattern RESNET = Pattern.compile("(conv1|bn1|layer[1-4])\\..*");
    private static final Pattern MOBILENET = Pattern.compile("features\\..*");
    private static final Pattern OLD_PYRAMID =
            Pattern.compile("(backbone\\.fpn\\.(?:inner|layer)_blocks\\.\\d+)\\.(weight|bias)");
    private static final Pattern OLD_PROPOSALS = Pattern.compile("(rpn\\.head\\.conv)\\.(weight|bias)");
    private static final String PYRAMID = "backbone.fpn.inner_blocks.0.0.weight";
    private static final String BOTTLENECK =
            "backbone.body.layer1.0.conv3.weight"; // of a ResNet-50, not of a ResNet-18
    private static final int SHOWN = 3; // names of a list in a line
    private static final String PARALLEL = "module.";

    /**
     * Which tensors of a network came from a file.
     *
     * @param taken names in the network
     * @param fresh names in the network that keep their initial values
     * @param unused names in the file
     */
    public record Transfer(List<String> taken, List<String> fresh, List<String> unused) {

        public Transfer {
            taken = List.copyOf(taken);
            fresh = List.copyOf(fresh);
            unused = List.copyOf(unused);
        }

        /** Returns one line that says what came from the file, and what did not. */
        public String line(Path file) {
            return file + ": " + taken.size() + " tensors taken; starting from nothing: " + examples(fresh)
                    + "; not used: " + examples(unused);
        }

        private static String examples(List<String> names) {
            if (names.isEmpty()) {
                return "none";
            }
            String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
            return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
        }
    }

    private final Path path;
    private final WeightFile file;
    private final Map<String, String> names = new LinkedHashMap<>(); // in the file, by the name in a network
    private final Set<String> taken = new LinkedHashSet<>();
    private final Set<String> fresh = new LinkedHashSet<>();

    private PublishedWeights(Path path, WeightFile file) {
        this.path = path;
        this.file = file;
        for (String name : file.names()) {
            if (!name.endsWith(NetworkWeights.UNUSED)) {
                names.put(translated(name), name);
            }
        }
    }

    /**
     * Opens a file.
     *
     * @throws DetectorException if it is no file with weights, or is damaged
     */
    public static PublishedWeights open(Path path) {
        try {
            InputFile.requireRegular(path);
            WeightFile file = read(path);
            if (file.names().isEmpty()) {
                file.close();
                throw new DetectorException(path + ": holds no named tensors; save the state_dict of the model");
            }
            return new PublishedWeights(path, file);
        } catch (IOException e) {
            throw new DetectorException(path + ": cannot be read: " + InputFile.reason(e), e);
        }
    }

    private static WeightFile read(Path path) throws IOException {
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            throw new DetectorException(
                    path + ": is an ONNX file, which is not read; give the .pth or .safetensors file "
                            + "from which it was exported");
        }
        ByteBuffer start = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        try (InputStream in = Files.newInputStream(path)) {
            in.readNBytes(start.array(), 0, start.capacity());
        }
        if (start.get(8) == '{') { // behind the length of the header, which may begin as the other formats do
            return new SafetensorsWeights(SafetensorsFile.open(path));
        } else if (start.get(0) == 'P' && start.get(1) == 'K') {
            return PthFile.ofArchive(path);
        } else if ((start.get(0) & 0xff) == 0x80) {
            return PthFile.ofStream(path);
        }
        throw new DetectorException(path + ": is no file with weights; expected .safetensors, or .pth of torch.save");
    }

    private static String translated(String name) {
        String plain = name.startsWith(PARALLEL) ? name.substring(PARALLEL.length()) : name;
        if (RESNET.matcher(plain).matches()) {
            return "backbone.body." + plain;
        } else if (MOBILENET.matcher(plain).matches()) {
            return "backbone.body." + plain.substring("features.".length());
        } else if (OLD_PYRAMID.matcher(plain).matches()) {
            return OLD_PYRAMID.matcher(plain).replaceFirst("$1.0.$2");
        } else if (OLD_PROPOSALS.matcher(plain).matches()) {
            return OLD_PROPOSALS.matcher(plain).replaceFirst("$1.0.0.$2");
        }
        return plain;
    }

    /** Returns the names of the tensors as a network spells them, in the file's order. */
    public Set<String> names() {
        return Set.copyOf(names.keySet());
    }

    /** Returns whether the file holds a backbone without a detector. */
    public boolean isBackbone() {
        return names.keySet().stream().anyMatch(name -> BODY.matcher(name).matches())
                && names.keySet().stream().noneMatch(name -> name.startsWith("rpn."));
    }

    /**
     * Returns the epsilon of the norms, which stay frozen, for a Faster R-CNN of published weights: torchvision published its detector with a
     * ResNet-50 with 0, everything else with 1e-5.
     *
     * @return empty if the file is no Faster R-CNN, or one that Millsight trained from nothing
     */
    public Optional<Double> frozenEpsilon() {
        if (names.keySet().stream().noneMatch(name -> BODY.matcher(name).matches())) {
            return Optional.empty();
        } else if (names.containsKey(PYRAMID) && shape(PYRAMID)[0] == FasterRcnnConfig.SCRATCH_PYRAMID_WIDTH) {
            return Optional.empty();
        }
        return Optional.of(!isBackbone() && names.containsKey(BOTTLENECK) ? 0 : 1e-5);
    }

    /**
     * Returns the shape of a tensor.
     *
     * @param name as a network spells it
     */
    public long[] shape(String name) {
        return file.shape(inFile(name));
    }

    /**
     * Returns a copy of a tensor as float32, which belongs to the current scope.
     *
     * @param name as a network spells it
     */
    public Tensor tensor(String name) {
        return file.tensor(inFile(name));
    }

    private String inFile(String name) {
        String found = names.get(name);
        if (found == null) {
            throw new DetectorException(path + ": the tensor " + name + " is missing");
        }
        return found;
    }

    /**
     * Returns a source that takes each tensor of the file. The layers whose size depends on the number of types or of anchors are fresh where their
     * shape differs; of a backbone's file, everything but the backbone is fresh.
     *
     * @param random draws the fresh values
     * @throws DetectorException while the network is built, if another tensor is missing or has another shape
     */
    public WeightSource source(NetworkWeights weights, RandomGenerator random) {
        boolean backbone = isBackbone();
        return weights.source((name, initial, shape) -> {
            boolean mayBeFresh = HEAD.matcher(name).matches()
                    || (backbone && !BODY.matcher(name).matches());
            if (names.containsKey(name) && Arrays.equals(shape(name), shape)) {
                taken.add(name);
                return DetectorException.requireFinite(path, name, tensor(name));
            } else if (mayBeFresh) {
                fresh.add(name);
                return initial.make(random, shape);
            }
            String reason = names.containsKey(name)
                    ? " has the shape " + Arrays.toString(shape(name)) + ", expected " + Arrays.toString(shape)
                    : " is missing";
            throw new DetectorException(path + ": the tensor " + name + reason
                    + "; the file belongs to another network, choose its method and variant");
        });
    }

    /**
     * Returns which tensors the networks took that were built from this file.
     *
     * @throws DetectorException if they took none
     */
    public Transfer transfer() {
        if (taken.isEmpty()) {
            throw new DetectorException(path + ": no tensor belongs to the network; choose its method and variant");
        }
        List<String> unused = new ArrayList<>(names.keySet());
        unused.removeAll(taken);
        return new Transfer(
                List.copyOf(taken),
                List.copyOf(fresh),
                unused.stream().map(names::get).toList());
    }

    @Override
    public void close() {
        file.close();
    }
}
