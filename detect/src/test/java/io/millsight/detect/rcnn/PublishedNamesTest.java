package io.millsight.detect.rcnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.detect.ComparatorGoldens;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.rcnn.FasterRcnnConfig.Variant;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The names and shapes of full-size networks are those of the files that torchvision publishes. */
class PublishedNamesTest {

    private static final int COCO_TYPES = 90;
    private static final String BODY = "backbone.body.";

    private final JsonNode published = ComparatorGoldens.open("keys").json("checkpoint_keys.json");

    @ParameterizedTest
    @CsvSource({
        "RESNET50, fasterrcnn_resnet50_fpn (as published; frozen norms)",
        "MOBILENET_V3_LARGE, fasterrcnn_mobilenet_v3_large_fpn"
    })
    void detectorsHaveThePublishedTensors(Variant variant, String file) {
        assertThat(shapes(FasterRcnnConfig.published(variant, COCO_TYPES, 800)))
                .isEqualTo(expected(file.replace(';', ','), ""));
    }

    @ParameterizedTest
    @CsvSource({"RESNET18, resnet18, ''", "RESNET50, resnet50, ''", "MOBILENET_V3_LARGE, mobilenet_v3_large, features."
    })
    void backbonesHaveTheTensorsOfPublishedClassifiers(Variant variant, String file, String prefix) {
        Map<String, List<Long>> body = new TreeMap<>();
        shapes(FasterRcnnConfig.fromScratch(variant, 6, 256)).forEach((name, shape) -> {
            if (name.startsWith(BODY)) {
                body.put(prefix + name.substring(BODY.length()), shape);
            }
        });
        Map<String, List<Long>> classifier = expected(file, prefix);
        classifier.keySet().removeIf(name -> name.startsWith("fc.") || name.startsWith("classifier."));
        assertThat(body).isEqualTo(classifier);
    }

    private Map<String, List<Long>> expected(String file, String prefix) {
        Map<String, List<Long>> shapes = new TreeMap<>();
        published.get(file).properties().forEach(entry -> {
            if (!entry.getKey().endsWith(".num_batches_tracked")) {
                shapes.put(
                        entry.getKey(),
                        entry.getValue().values().stream()
                                .map(JsonNode::longValue)
                                .toList());
            }
        });
        assertThat(shapes).isNotEmpty();
        assertThat(shapes.keySet()).anyMatch(name -> name.startsWith(prefix));
        return shapes;
    }

    private static Map<String, List<Long>> shapes(FasterRcnnConfig config) {
        Map<String, List<Long>> shapes = new TreeMap<>();
        NetworkWeights weights = new NetworkWeights(Device.CPU);
        // One number stands for all values of a tensor, so that the large networks take no memory.
        try (FasterRcnn network = FasterRcnn.build(config, weights, weights.source((name, initial, shape) -> {
            shapes.put(name, LongStream.of(shape).boxed().toList());
            long[] ones = new long[shape.length];
            Arrays.fill(ones, 1);
            return Tensor.zeros(DType.FLOAT32, Device.CPU, ones).expand(shape);
        }))) {
            assertThat(network.weights().tensors()).hasSameSizeAs(shapes);
        }
        return shapes;
    }
}
