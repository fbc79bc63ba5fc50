package io.millsight.detect.folder;

import io.millsight.detect.Network;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.net.WeightSource;
import io.millsight.detect.rcnn.FasterRcnn;
import io.millsight.detect.rcnn.FasterRcnnConfig;
import io.millsight.detect.yolo.YoloConfig;
import io.millsight.detect.yolo.YoloV7;
import io.millsight.torch.DType;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The networks that there are, by method and variant. */
public final class Networks {

    private static final String YOLOV7 = "yolov7";
    private static final String FASTER_RCNN = "faster_rcnn";

    /** The side of an input is a multiple of this number of pixels. */
    public static final int SIZE_STEP = YoloConfig.STRIDE;

    /** The largest side of an input in pixels. */
    public static final int MAX_SIZE = 4096;

    private static final Map<String, List<String>> VARIANTS = Map.of(
            YOLOV7, List.of("tiny", "base"),
            FASTER_RCNN, List.of("resnet18", "resnet50", "mobilenet_v3_large"));

    private Networks() {}

    /** Returns the variants of a method, the default first; none if there is no such method. */
    public static List<String> variants(String method) {
        return VARIANTS.getOrDefault(method, List.of());
    }

    /** Returns the names of all methods. */
    static List<String> methods() {
        return VARIANTS.keySet().stream().sorted().toList();
    }

    /**
     * Builds a network, which owns the weights from then on.
     *
     * @param weights still empty
     * @param source fills the weights
     */
    public static Network build(DetectorDescription description, NetworkWeights weights, WeightSource source) {
        int types = description.types().size();
        String variant = description.variant().toUpperCase(Locale.ROOT);
        return description.method().equals(YOLOV7)
                ? YoloV7.build(
                        YoloConfig.of(YoloConfig.Variant.valueOf(variant), types, description.imageSize()),
                        weights,
                        source)
                : FasterRcnn.build(fasterRcnn(description), weights, source);
    }

    private static FasterRcnnConfig fasterRcnn(DetectorDescription description) {
        FasterRcnnConfig.Variant variant =
                FasterRcnnConfig.Variant.valueOf(description.variant().toUpperCase(Locale.ROOT));
        int types = description.types().size();
        Double epsilon = description.frozenEpsilon();
        return epsilon == null
                ? FasterRcnnConfig.fromScratch(variant, types, description.imageSize())
                : FasterRcnnConfig.published(variant, types, description.imageSize())
                        .withEpsilon(epsilon);
    }

    /** Returns the form of a network that detects fastest. The given network is closed if another one takes its place. */
    static Network forDetection(Network network, DType dtype) {
        if (network instanceof YoloV7 yolo) {
            try (yolo) {
                return yolo.forDetection(dtype);
            }
        }
        return network;
    }
}
