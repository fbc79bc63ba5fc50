package io.millsight.detect;

import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.net.WeightSource;
import io.millsight.detect.yolo.YoloConfig;
import io.millsight.detect.yolo.YoloV7;
import io.millsight.torch.DType;
import java.util.List;
import java.util.Map;

/** The networks that there are, by method and variant. */
public final class Networks {

    /** The side of an input is a multiple of this number of pixels. */
    public static final int SIZE_STEP = 32;

    private static final Map<String, List<String>> VARIANTS = Map.of("yolov7", List.of("tiny", "base"));

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
        YoloConfig.Variant variant =
                description.variant().equals("tiny") ? YoloConfig.Variant.TINY : YoloConfig.Variant.BASE;
        return YoloV7.build(
                YoloConfig.of(variant, description.types().size(), description.imageSize()), weights, source);
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
