package io.millsight.cli;

import io.millsight.detect.Network;
import io.millsight.detect.folder.DetectorDescription;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.detect.folder.Networks;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An untrained detector for the types of {@link SmallDataset}. */
public final class SmallDetector {

    private static final int SIDE = 64;

    private SmallDetector() {}

    /**
     * Writes its folder.
     *
     * @param threshold least score of a reported box; null for none
     */
    public static Path write(Path folder, @Nullable Double threshold) throws IOException {
        Files.createDirectories(folder);
        DetectorDescription description = new DetectorDescription(
                "yolov7", "tiny", List.of(SmallDataset.PATCHES, SmallDataset.SCRATCHES), SIDE, null, threshold);
        NetworkWeights weights = new NetworkWeights(Device.CPU);
        try (RandomGenerator random = RandomGenerator.seeded(3, Device.CPU);
                Network network = Networks.build(description, weights, weights.fresh(random))) {
            DetectorFolder.write(folder, description, network.weights());
        }
        return folder;
    }
}
